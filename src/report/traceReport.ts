/**
 * Single journeys as text: a line for each stage of each hop, with a bar where in the journey it
 * lies.
 */
import { LIVED } from '../analysis/pool.js';
import { seconds as journeySeconds, type Traces } from '../experiments/traces.js';
import type { TracedHop, TracedJourney } from '../network/world/tracing.js';
import { counted, seconds } from './format.js';
import { table } from './table.js';

const BAR = 32;
/** Stages that take less of a journey are left out. */
const LEAST_SHARE = 0.001;

export function traceText(traces: Traces): string {
  const { model, to, count, latency, journeys, warmupSeconds, windowSeconds } = traces;
  const heading = `${model.name}: journeys to ${to}`;
  if (count === 0) return `${heading}: none ended in a window of ${seconds(windowSeconds)}.`;
  const [p50, p99] = [0.5, 0.99].map((rank) => seconds(latency.quantile(rank)));
  return [
    `${heading}. ${counted(count)} ended in one trial's window of ${seconds(windowSeconds)} after ${seconds(warmupSeconds)} of warm-up: p50 ${p50}, p99 ${p99}, the slowest ${seconds(latency.maximum)}. Times below are from the event on.`,
    ...journeys.map((journey, index) => journeyText(journey, index + 1)),
  ].join('\n\n');
}

function journeyText(journey: TracedJourney, number: number): string {
  const [{ from: birth }] = journey;
  const all = journeySeconds(journey);
  const rows: string[][] = [];
  const add = (hop: string, stage: string, from: number, to: number): void => {
    if (to - from < LEAST_SHARE * all) return;
    rows.push([hop, stage, `+${seconds(from - birth)}`, seconds(to - from), bar(from, to)]);
  };
  const bar = (from: number, to: number): string => {
    const place = (time: number): number => Math.round(((time - birth) / all) * BAR);
    const [begin, end] = [place(from), place(to)];
    return `${' '.repeat(begin)}${end > begin ? '█'.repeat(end - begin) : '▏'}`.padEnd(BAR + 1);
  };
  let ended = birth;
  for (const hop of journey) {
    add('between', 'sent_later', ended, hop.from);
    let at = hop.from;
    for (const [stage, taken] of stagesOf(hop)) {
      add(`${hop.group} ${hop.instance}, partition ${hop.partition}`, stage, at, at + taken);
      at += taken;
    }
    ended = hop.to;
  }
  const headers = ['at', 'stage', 'begins', 'takes', ''];
  const hops = journey.length === 1 ? 'hop' : 'hops';
  return `${number}. ${seconds(all)}, ${journey.length} ${hops}; the event came at ${birth.toFixed(6)} s of the trial\n${table(headers, merged(rows))}`;
}

/** A hop is named in its first row. */
function merged(rows: readonly string[][]): string[][] {
  return rows.map(([hop, ...rest], index) => [
    index > 0 && rows[index - 1][0] === hop ? '' : hop,
    ...rest,
  ]);
}

function stagesOf({ stages }: TracedHop): [string, number][] {
  return LIVED.map((stage) => [stage, stages[stage]]);
}
