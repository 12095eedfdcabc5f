/** What `highwater check` prints: offered load against capacity, by arithmetic. */
import {
  firstToSaturate,
  type OfferedLoad,
  type OfferedResource,
} from '../analysis/offeredLoad.js';
import type { DecidingDefault } from '../analysis/decidingDefaults.js';
import { groupNote, pollsNote } from '../analysis/groupNote.js';
import { passedResources } from '../analysis/passed.js';
import { worthALook } from '../analysis/worthALook.js';
import type { Model } from '../model/model.js';
import { bytes, counted, inUsers, percent, several, titled, whoLoads } from './format.js';
import { passedLines } from './passedText.js';
import { coverageLines, faultLines, patternLines } from './patternText.js';
import { table } from './table.js';
import { wrapped } from './wrapped.js';

/** `windowSeconds`: of a trial as it would be run; null = not known. */
export function checkReport(
  model: Model,
  load: OfferedLoad,
  windowSeconds: number | null = null,
): string {
  const notes = checkNotes(model, load, windowSeconds);
  return [titled(model), checkTable(model, load), ...notes].join('\n');
}

/** A resource that is less full has no row of its own, where others are fuller. */
const WORTH_A_ROW = 0.01;

/** What is offered, what could be served, and what is full first. */
export function checkTable(model: Model, load: OfferedLoad): string {
  const head = [
    `${whoSends(model)}${asOffered(load.eventsPerSecond)} records/s, ${bytes(load.bytesPerSecond)}/s, ${bytes(load.bytesPerDay)}/day before replication`,
    ...load.storage.map(
      (tier) =>
        `  ${tier.name}: ${bytes(tier.bytesPerDay)}/day with its copies, ${bytes(tier.bytesKept)} kept`,
    ),
  ];
  const busy = load.resources.filter(({ utilization }) => utilization >= WORTH_A_ROW);
  const shown = busy.length === 0 ? load.resources : busy;
  const rest = load.resources.length - shown.length;
  const rows = [...shown]
    .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
    .map((row) => [
      row.name,
      counted(row.count),
      amount(row, row.offered),
      amount(row, row.capacity),
      percent(row.utilization),
      counted(row.ceilingEventsPerSecond),
      counted(row.ceilingUsers),
    ]);
  const first = firstToSaturate(load);
  const verdict = `First to saturate: ${first.name}, at ${counted(first.ceilingEventsPerSecond)} records/s${inUsers(first.ceilingUsers, model)}, by arithmetic.`;
  const headers = [
    'resource',
    'count',
    'offered (each)',
    'capacity (each)',
    'utilization',
    'ceiling records/s',
    `ceiling ${whoLoads(model)}s`,
  ];
  const notes = [groupNote(model, first.name), pollsNote(model, first, load.eventsPerSecond)];
  const why = notes.filter((note) => note !== '').map((note) => `${first.name}: ${note}.`);
  const others = `and ${several(rest, 'other')} that are less than 1% full: --json has all`;
  const below = rest === 0 ? [] : [others];
  return [...head, '', table(headers, rows), ...below, '', verdict, ...why].join('\n');
}

/**
 * What else there is to know. `defaults`: what the first ceiling rests on and the model does not
 * write.
 */
export function checkNotes(
  model: Model,
  load: OfferedLoad,
  windowSeconds: number | null,
  defaults: readonly DecidingDefault[] = [],
): string[] {
  const passed = passedLines(passedResources(model, load));
  const moments = [...patternLines(model, load), ...faultLines(model, load)];
  const oddities = [
    ...worthALook(model, load).map(({ path, reason }) => `${path}: ${reason}`),
    ...(windowSeconds === null ? [] : coverageLines(model, 0, windowSeconds)),
  ].map((line) => `  ${line}`);
  const worth = oddities.length === 0 ? [] : ['', 'Worth a look:', ...oddities];
  return [...defaultLines(defaults), ...passed, ...moments, ...worth];
}

function amount({ unit }: OfferedResource, value: number): string {
  if (unit === 'busy servers') return `${value.toFixed(2)} busy`;
  if (unit === 'bytes kept') return bytes(value);
  return unit === 'bytes' ? `${bytes(value)}/s` : `${counted(value)} records/s`;
}

/** As the author wrote it, 12,000 in place of 12K; what is below a thousandth is not 0. */
function asOffered(rate: number): string {
  return rate < 1 ? counted(rate) : rate.toLocaleString('en-US');
}

function whoSends(model: Model): string {
  if (model.load === 'rate') return '';
  const most = model.thinkTime === null ? '' : 'at most ';
  return `${several(model.users, whoLoads(model))}, ${most}`;
}

const HANDLER_TIME = /^(?:brokers|clusters\.[^.]+)\.time_per_(?:request|batch|record|byte|fetch)$/;
/** Of test/conformance/README.md, Latency: a test holds it to what is fitted there. */
const MEASURED_HANDLERS =
  'Measured beside it: Apache Kafka 4.1 takes 0.12 ms of a processor for a request of one record of 1 KB, and 0.17 ms more where it has to be woken (time_per_wakeup). Each of handlers counts as a processor here: write as many as a broker has. kafka-200k-fitted and msk-m5-xlarge are fitted to measured clusters.';

/** What decides and is nobody's measurement: the guesses first. */
function defaultLines(defaults: readonly DecidingDefault[]): string[] {
  if (defaults.length === 0) return [];
  const guessed = defaults.filter(({ source }) => source === 'assumed');
  const others = defaults.filter(({ source }) => source !== 'assumed');
  const listed = [...guessed, ...others].map(({ path, value, source }) => {
    const from = { assumed: 'assumed', Kafka: "Kafka's default", '': 'default' }[source];
    return `${path} (${value}, ${from})`;
  });
  const advice = guessed.length === 0 ? '' : '; measure what is assumed, or fit it (calibrate)';
  const isOfHandlers = guessed.some(({ path }) => HANDLER_TIME.test(path));
  return [
    ...wrapped(`It rests on what the model does not say: ${listed.join(', ')}${advice}.`, 0),
    ...(isOfHandlers ? wrapped(MEASURED_HANDLERS, 0) : []),
  ];
}
