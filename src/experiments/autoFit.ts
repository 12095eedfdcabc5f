/**
 * What is fitted where nobody says it: the usual unknowns of a cluster, each with a starting value
 * and a range, as far as the data can tell them.
 *
 * One load tells what a request costs, all in all, and not how much of it is for its records or its
 * bytes: these are fitted where there are several loads. How the way from a producer to a broker
 * varies, its shape, is what the other quantiles of publishing are made of. What lies between
 * publishing and receiving is the consumer's poll. Quantiles beyond p99 that stand far out are rare
 * stops. No more numbers are fitted than there are targets for each two.
 */
import { clusterPath } from '../model/clusters.js';
import type { Model, Override } from '../model/index.js';
import type { MeasuredData, Target } from './measuredData.js';
import { isFitted } from './readTarget.js';

export interface AutoFit {
  /** `path=low..high`. */
  readonly fit: readonly string[];
  /** Values that the model begins with, where its own are none. */
  readonly start: readonly Override[];
  /** What is left as it is, and why; sentences. */
  readonly notes: readonly string[];
}

interface Unknown {
  readonly fit: readonly string[];
  readonly start?: readonly Override[];
}

/** `written`: whether the model's text says something of a path. */
export function autoFit(
  model: Model,
  data: MeasuredData,
  written: (path: string) => boolean,
): AutoFit {
  const targets = data.targets.filter(isFitted);
  const most = Math.max(1, targets.length >> 1);
  const chosen: Unknown[] = [];
  const left: string[] = [];
  for (const unknown of unknowns(model, data, targets, written)) {
    const count = chosen.reduce((sum, { fit }) => sum + fit.length, 0) + unknown.fit.length;
    if (count <= most) chosen.push(unknown);
    else left.push(...unknown.fit.map((each) => each.replace(/=.*/, '')));
  }
  return {
    fit: chosen.flatMap(({ fit }) => fit),
    start: chosen.flatMap(({ start }) => start ?? []),
    notes: [
      ...(left.length === 0
        ? []
        : [
            `Not fitted, since there are only ${targets.length} measured numbers: ${left.join(', ')}.`,
          ]),
      ...(data.settings.length > 1 || model.clusters.length === 0 ? [] : [ONE_LOAD]),
    ],
  };
}

const ONE_LOAD =
  'One load cannot tell what a request costs from what a record or a byte does (time_per_record, time_per_byte): give results at several.';

/** In the order of what they explain. */
function unknowns(
  model: Model,
  data: MeasuredData,
  targets: readonly Target[],
  written: (path: string) => boolean,
): Unknown[] {
  const cluster = model.clusters.at(0);
  if (cluster === undefined) return direct(model, targets);
  const brokers = clusterPath(cluster);
  const has = (path: string): boolean => targets.some((target) => target.path === path);
  const alone = model.producers.length === 1 && model.producers[0].name === '';
  const groups = model.consumers.filter(
    ({ name }) => has(name) || (has('end_to_end') && model.consumers.length === 1),
  );
  return [
    { fit: [`${meanPath(`${brokers}.time_per_request`, cluster.timePerRequest)}=10 us..5 ms`] },
    ...(alone && has('publish') ? [propagation(model, written)] : []),
    ...groups.map(({ name, timePerPollSeconds }): Unknown => {
      const path = `consumers.${name}.time_per_poll`;
      const start = timePerPollSeconds > 0 ? [] : [{ path, value: '0.2 ms' }];
      return { fit: [`${path}=0.01 ms..5 ms`], start };
    }),
    ...(data.settings.length > 1
      ? [
          { fit: [`${brokers}.time_per_byte=0.01 ns/B..100 ns/B`] },
          { fit: [`${brokers}.time_per_record=0.01 us..50 us`] },
        ]
      : []),
    ...pauses(model, targets),
  ];
}

/** A distribution's mean is a number of its own. */
function meanPath(path: string, time: Model['consumers'][number]['processingTime']): string {
  return time.kind === 'constant' ? path : `${path}.mean`;
}

/** The way to a broker, network threads at both ends: a constant one is given a shape. */
function propagation({ producers }: Model, written: (path: string) => boolean): Unknown {
  const path = 'producers.propagation';
  const kind = producers[0].propagation.kind;
  const ranges = [`${path}.mean=0.02 ms..5 ms`, `${path}.shape=0.2..10`];
  if (kind === 'gamma') return { fit: ranges };
  // What somebody wrote is known better.
  if (written(path)) return { fit: [`${meanPath(path, producers[0].propagation)}=0.02 ms..5 ms`] };
  return { fit: ranges, start: [{ path, value: 'gamma(1, 0.25 ms)' }] };
}

function direct(model: Model, targets: readonly Target[]): Unknown[] {
  const seen = model.consumers.filter(({ name }) =>
    targets.some(({ path }) => path === name || path === 'end_to_end'),
  );
  return seen
    .filter(({ processingTime }) => processingTime.kind !== 'constant' || processingTime.value > 0)
    .map(({ name, processingTime }) => ({
      fit: [meanPath(`consumers.${name}.processing_time`, processingTime)],
    }));
}

/** So many times the p99, and it is no tail of the usual. */
const FAR_OUT = 2.5;
/** Of the records, those that a stop holds up, to begin with. */
const HELD_UP = 1e-3;
/** The least that the language takes between two stops. */
const LEAST_BYTES = 1e6;

/** Stops of all of a broker, as a collection of garbage is: how often, and how long. */
function pauses(model: Model, targets: readonly Target[]): Unknown[] {
  const { clusters, topics, users, eventsPerUserPerSecond, recordBytes } = model;
  const brokers = clusters.at(0);
  const at = (rank: number): number | null =>
    targets.find(({ path, measure }) => path === 'publish' && measure === rank)?.value ?? null;
  const [p99, p9999] = [at(0.99), at(0.9999)];
  if (p99 === null || p9999 === null || brokers === undefined || brokers.pauses !== null) return [];
  if (p9999 < FAR_OUT * p99) return [];
  const path = clusterPath(brokers);
  const copies = topics[0].replicationFactor;
  const written = (users * eventsPerUserPerSecond * recordBytes * copies) / brokers.count;
  const every = Math.max(2 * LEAST_BYTES, (written * p9999) / HELD_UP) / 1e6;
  const megabytes = (value: number): string => `${Number(value.toPrecision(2))} MB`;
  const ms = Math.max(1, Math.round(p9999 * 1e3));
  return [
    {
      fit: [
        `${path}.pauses.every=${megabytes(Math.max(LEAST_BYTES / 1e6, every / 30))}..${megabytes(every * 30)}`,
        `${path}.pauses.time.mean=${ms / 10} ms..${ms * 10} ms`,
      ],
      start: [
        { path: `${path}.pauses.every`, value: megabytes(every) },
        { path: `${path}.pauses.time`, value: `gamma(4, ${ms} ms)` },
      ],
    },
  ];
}
