/**
 * The result file of the OpenMessaging Benchmark (one JSON object a run): rates a sample each (ten
 * seconds), latencies of the whole run under `aggregated...`. Times of publishing and of the way
 * from end to end are in milliseconds; those of `publishDelay...` (since 2020: how late a message
 * was sent, since its producer was held up) in microseconds.
 * Source: class TestResult and the worker's recorders in GitHub repository openmessaging/benchmark,
 * from 2018 on.
 *
 * Old workers tell the end-to-end latency in whole milliseconds, new ones in microseconds as
 * fractions of milliseconds:
 * where all of them are whole, they are taken to be rounded.
 */
import { ImportError } from '../importError.js';
import type { TextFile } from '../imported.js';
import { readJson, type Item } from '../document.js';
import { rankOf, type Observation, type Observed } from '../observation.js';
import { durationText, meanOf } from '../units.js';

export interface OmbResult {
  readonly observed: readonly Observed[];
  /** Records per second, means over the run; null where the file does not say. */
  readonly publishRate: number | null;
  readonly consumeRate: number | null;
  /** Of the workload, where the file repeats it (since 2023). */
  readonly topics: number | null;
  readonly partitionsPerTopic: number | null;
  readonly producersPerTopic: number | null;
  readonly consumersPerTopic: number | null;
  readonly messageSize: number | null;
  readonly workload: string | null;
  readonly notes: readonly string[];
}

const WHAT = 'the result of an OpenMessaging benchmark';
const RANKS = [
  ['50', 50],
  ['75', 75],
  ['95', 95],
  ['99', 99],
  ['999', 99.9],
  ['9999', 99.99],
] as const;
const MILLISECOND = 1e-3;
const MICROSECOND = 1e-6;
/** Less than that is a timer's. */
const LATE = 1e-3;

/** `group`: the path of end-to-end latencies. Throws ImportError. */
export function readResult(file: TextFile, group: string): OmbResult {
  const root = readJson(file, WHAT);
  const publish = latencies(root, 'PublishLatency', 'publish', MILLISECOND);
  const endToEnd = latencies(root, 'EndToEndLatency', group, MILLISECOND);
  if (publish.length === 0 && endToEnd.length === 0) {
    const found = `no aggregatedPublishLatency50pct, nor another latency`;
    throw new ImportError(file.name, found, WHAT, 'give the .json that the benchmark has written');
  }
  const publishRate = meanRate(root.get('publishRate'));
  const consumeRate = meanRate(root.get('consumeRate'));
  const throughput = (path: string, value: number | null): Observation[] =>
    value === null ? [] : [{ path, measure: 'throughput', value }];
  return {
    observed: [
      seen(file, [...publish, ...throughput('publish', publishRate)]),
      seen(file, endToEnd),
    ].filter(({ observations }) => observations.length > 0),
    publishRate,
    consumeRate,
    topics: root.get('topics').whole(1),
    partitionsPerTopic: root.get('partitions').whole(1),
    producersPerTopic: root.get('producersPerTopic').whole(1),
    consumersPerTopic: root.get('consumersPerTopic').whole(),
    messageSize: root.get('messageSize').number(1),
    workload: root.get('workload').text(),
    notes: notesOf(root, publishRate, consumeRate),
  };
}

function seen({ name }: TextFile, observations: Observation[]): Observed {
  const times = observations.filter(({ measure }) => typeof measure === 'number');
  const whole = times.every(({ value }) => Number.isInteger(Number((value * 1e3).toFixed(6))));
  return { source: name, observations, rounding: whole && times.length > 0 ? MILLISECOND : 0 };
}

function latencies(root: Item, what: string, path: string, unit: number): Observation[] {
  const found = RANKS.flatMap(([name, percent]): Observation[] => {
    const value = timeOf(root, what, `${name}pct`);
    return value === null ? [] : [{ path, measure: rankOf(percent), value: value * unit }];
  });
  const all: [Observation['measure'], number | null][] = [
    ['mean', timeOf(root, what, 'Avg')],
    ['max', timeOf(root, what, 'Max')],
  ];
  const others = all.flatMap(([measure, value]): Observation[] =>
    value === null ? [] : [{ path, measure, value: value * unit }],
  );
  return [...found, ...others].filter(({ value }) => value > 0);
}

/**
 * Of the whole run; where that is not there, the mean of the samples, which is near it for
 * quantiles that are steady.
 */
function timeOf(root: Item, what: string, which: string): number | null {
  const whole = root.get(`aggregated${what}${which}`).number();
  if (whole !== null) return whole;
  const samples = numbersOf(root.get(what.charAt(0).toLowerCase() + what.slice(1) + which));
  if (samples.length === 0) return null;
  return which === 'Max' ? samples.reduce((a, b) => Math.max(a, b), 0) : meanOf(samples);
}

function numbersOf(item: Item): number[] {
  return item.list().flatMap((each) => each.number() ?? []);
}

/**
 * Without the first and the last sample where there are enough: they are of seconds that are not
 * whole.
 */
function meanRate(item: Item): number | null {
  const rates = numbersOf(item);
  const inner = rates.length > 4 ? rates.slice(1, -1) : rates;
  const mean = inner.length === 0 ? 0 : meanOf(inner);
  return mean > 0 ? mean : null;
}

function notesOf(root: Item, publishRate: number | null, consumeRate: number | null): string[] {
  const notes: string[] = [];
  const late = timeOf(root, 'PublishDelayLatency', '99pct');
  if (late !== null && late * MICROSECOND > LATE) {
    const text = durationText(late * MICROSECOND);
    notes.push(
      `Messages were sent late by up to ${text} (p99 of publishDelayLatency, microseconds in the file): the load was not quite what was asked for.`,
    );
  }
  const backlog = numbersOf(root.get('backlog'));
  const [first, last] = [backlog.at(0) ?? 0, backlog.at(-1) ?? 0];
  if (publishRate !== null && last - first > publishRate) {
    notes.push(
      `The backlog grew from ${first} to ${last} records: the consumers did not keep up, and the latencies are no steady state's.`,
    );
  }
  if (publishRate !== null && consumeRate === null) {
    notes.push('No consumeRate: nothing was consumed while this was measured.');
  }
  const errors = numbersOf(root.get('publishErrorRate'));
  if (errors.some((rate) => rate > 0)) {
    notes.push(`${meanOf(errors).toPrecision(3)} records/s failed to be published.`);
  }
  return notes;
}
