/** Highwater's side: a queue, its workers and who takes its dead letters, on given times. */
import { parseModel, type Model } from '../../../src/model/index.js';
import type { Measurements } from '../../../src/network/measurements.js';
import type { Happening } from '../../../src/network/recording/observer.js';
import { audited, traceOf } from '../simulation.js';
import type { Note, What } from './notes.js';

export interface Said {
  /** Of the cluster; a preset of rabbitmq is understood. */
  readonly cluster?: string;
  readonly queue?: string;
  /** Of the group `workers`. */
  readonly worker: string;
  readonly workers?: number;
  /** When each begins; those not named here begin at once. */
  readonly starts?: readonly number[];
  /** How many times as long a task takes each of them. */
  readonly slowness?: readonly number[];
  readonly dies?: { readonly worker: number; readonly at: number };
  /** When what is sent, by kinds of producers with their priorities. */
  readonly sends: readonly { readonly at: readonly number[]; readonly priority?: number }[];
  /** Of all kinds. */
  readonly producers?: string;
  readonly faults?: readonly string[];
  readonly seconds: number;
}

export interface Told {
  of(what: What): readonly Note[];
  readonly measured: Measurements;
}

const NOTED: Partial<Record<Happening, What>> = { published: 'confirmed', dropped: 'refused' };

/** Tasks have numbers in the order of being sent, over all kinds; no two are sent at one moment. */
export function simulateQueue(said: Said): Told {
  const model = modelOf(said);
  const births = said.sends.flatMap(({ at }) => at).sort((a, b) => a - b);
  const all: Note[] = [];
  const undertaker = model.consumers.findIndex(({ name }) => name === 'undertaker');
  const measured = audited(model, said.seconds, (what, place, _producer, _arrival, time, birth) => {
    const isDone = what === 'delivered' || what === 'duplicated';
    const noted = isDone ? (place === undertaker ? 'dead' : 'done') : NOTED[what];
    if (noted === undefined) return;
    // A trace is stretched to its rate: the last digits are not those that were given.
    const task = births.findIndex((each) => Math.abs(each - birth) < 1e-6);
    all.push({ what: noted, task, worker: -1, at: time, again: what === 'duplicated' });
  });
  all.sort((a, b) => a.at - b.at);
  return { measured, of: (what) => all.filter((note) => note.what === what) };
}

function modelOf(said: Said): Model {
  const { cluster = 'count: 1', queue = '', worker, workers = 1, sends, producers = '' } = said;
  const faults = [...timesOfWorkers(said), ...(said.faults ?? [])];
  const kinds = sends.map(
    ({ at, priority = 0 }, kind) =>
      `  kind${kind}: { sends: tasks, count: 1, rate: ${traceOf(at).rate}/s, priority: ${priority}, ${producers} }`,
  );
  const text = `brokers: { kind: queue, ${cluster} }
topics: { tasks: { ${queue} }, dead: {} }
producers:
${kinds.join('\n')}
consumers:
  workers: { reads: tasks, instances: ${workers}, ${worker} }
  undertaker: { reads: dead }
${faults.length === 0 ? '' : `faults: { ${faults.map((each, index) => `f${index}: ${each}`).join(', ')} }`}
`;
  const parsed = parseModel(text, { fileName: 'scenario.yaml' });
  if ('faults' in parsed) throw new Error(`${text}${JSON.stringify(parsed.faults, null, 2)}`);
  const { model } = parsed;
  const kindsOf = model.producers.map((kind, index) => {
    return { ...kind, arrivals: traceOf(sends[index].at).arrivals };
  });
  return { ...model, arrivals: kindsOf[0].arrivals, producers: kindsOf };
}

function timesOfWorkers({ starts = [], slowness = [], dies, seconds }: Said): string[] {
  const of = (kind: string, index: number, at: number, length: number, more = ''): string =>
    `{ kind: ${kind}, group: workers, index: ${index}, at: ${at} s, length: ${length} s${more} }`;
  return [
    ...starts.flatMap((start, index) =>
      start === 0 ? [] : [of('consumer_down', index, 0, start)],
    ),
    ...slowness.flatMap((factor, index) =>
      factor === 1 ? [] : [of('slow_consumer', index, 0, seconds, `, factor: ${factor}`)],
    ),
    ...(dies === undefined ? [] : [of('consumer_down', dies.worker, dies.at, seconds)]),
  ];
}
