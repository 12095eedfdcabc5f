/**
 * Makes groups of a random graph call, fail, wait for acknowledgements and for their turn, and
 * externals fail, too.
 */
import fc from 'fast-check';
import { topicShares } from '../../src/model/pipelines.js';
import type { Model } from '../../src/model/index.js';
import { validModel } from '../support/validModel.js';
import type { Drawn } from './drawn.js';
import { sending } from './drawnGraphs.js';
import { delay, maybe, oneOf, time, whole, type Allowed, type Section } from './sections.js';

/**
 * Records of all topics for each event, at most; beyond that, those that fail are not sent
 * anywhere.
 */
const MOST_RECORDS = 8;

/** The third is called by others alone; each may call those after it. */
const EXTERNALS = 3;

const EXTERNAL = {
  region: oneOf('home', 'far'),
  time: fc.oneof({ weight: 2, arbitrary: time(3) }, time(20)),
  concurrency: fc.oneof({ weight: 3, arbitrary: whole(1, 3) }, fc.constant(undefined)),
  queue_capacity: maybe(whole(0, 2)),
  fails: oneOf(0, 0, 0.1, 0.5),
  propagation: delay(0.4),
};

const BREAKER = fc.record({
  failures: oneOf(0.2, 0.5, 1),
  window: oneOf(1, 3, 10),
  open_for: oneOf('5 ms', '40 ms', '200 ms'),
  probes: whole(1, 4),
  pauses: oneOf('true', 'false'),
});

const CALL_PARTS = {
  at_most: maybe(whole(1, 3)),
  breaker: maybe(BREAKER),
  share: oneOf(1, 1, 0.4),
  timeout: maybe(oneOf('2 ms', '8 ms', '30 ms')),
  retries: whole(0, 3),
  retry_backoff: oneOf('0 s', '1 ms', '10 ms'),
  retry_backoff_max: oneOf('15 ms', '1 s'),
  retry_jitter: oneOf(0, 0.2, 1),
};

const CALL = fc.record(CALL_PARTS);
/** An external has no records to stop taking. */
const CALL_OF_A_CALL = fc.record({
  ...CALL_PARTS,
  breaker: maybe(BREAKER.map((breaker) => ({ ...breaker, pauses: 'false' }))),
});

function external(position: number): fc.Arbitrary<Section> {
  const names = Array.from({ length: EXTERNALS }, (_, index) => nameOf(index)).slice(position + 1);
  const calls = fc.record(
    Object.fromEntries(names.map((name) => [name, maybe(CALL_OF_A_CALL, 2)])),
  );
  return fc.record({ ...EXTERNAL, calls });
}

function nameOf(index: number): string {
  return `external${index}`;
}

const BULK = fc.record({
  records: oneOf(1, 2, 5, 40),
  linger: oneOf('0 s', '3 ms', '50 ms'),
  time_per_record: oneOf('0 s', '200 us'),
});

const WINDOW = fc.record({
  length: oneOf('20 ms', '170 ms', '600 ms'),
  every: maybe(oneOf('20 ms', '7 ms')),
  grace: oneOf('0 s', '0 s', '5 ms', '90 ms'),
});

interface Failure {
  readonly settings: Section;
  readonly attempts: number;
  readonly pause: string;
  /** How many topics further on it is sent, if it is. */
  readonly to: number | undefined;
  readonly after: string;
  readonly recordSize: string | undefined;
}

function failure(allowed: Allowed): fc.Arbitrary<Failure> {
  return fc.record({
    settings: sending(allowed),
    attempts: whole(1, 3),
    pause: oneOf('0 s', '4 ms', '60 ms'),
    to: maybe(whole(0, 3)),
    after: oneOf('0 s', '0 s', '20 ms', '300 ms'),
    recordSize: maybe(oneOf('40 B', '2700 B')),
  });
}

/** What a group does. */
interface Service {
  readonly fails: number;
  /** [external]. */
  readonly calls: readonly (Section | undefined)[];
  readonly failure: Failure | undefined;
  readonly limit: Section | undefined;
  readonly pollInterval: string | undefined;
  readonly bulk: Section | undefined;
  readonly window: Section | undefined;
  /** [send], in turn. */
  readonly waits: readonly boolean[];
}

function service(allowed: Allowed): fc.Arbitrary<Service> {
  return fc.record({
    fails: oneOf(0, 0.05, 0.4),
    calls: fc.tuple(maybe(CALL, 2), maybe(CALL, 2)),
    failure: maybe(failure(allowed)),
    limit: maybe(fc.record({ rate: oneOf('80/s', '300/s'), burst: whole(1, 4) })),
    // No commit_interval is a multiple of these: then polls and commits would meet to the last bit.
    bulk: maybe(BULK, 4),
    window: maybe(WINDOW, 3),
    pollInterval: maybe(oneOf('23 ms', '131 ms'), 4),
    waits: fc.tuple(oneOf(false, false, true), oneOf(false, false, true), fc.boolean()),
  });
}

/** As ./drawnGraphs.js puts it together. */
interface Graph extends Section {
  readonly workload: Section;
  readonly producers: Readonly<Record<string, Section>>;
  readonly topics: Readonly<Record<string, Section>>;
  readonly consumers: Readonly<Record<string, Section>>;
  readonly faults?: Readonly<Record<string, Section>>;
}

export function withServices(graphs: fc.Arbitrary<Drawn>, allowed: Allowed): fc.Arbitrary<Drawn> {
  const one = service(allowed);
  const externals = fc.tuple(...[0, 1, 2].map(external));
  const parts = fc.tuple(externals, fc.tuple(one, one, one));
  return fc.tuple(graphs, parts).map(([drawn, [externals, services]]) => {
    const graph = JSON.parse(drawn.text) as Graph;
    const model = serving(graph, externals, services);
    const settled = hasEnd(model) ? model : serving(graph, externals, services.map(sentNowhere));
    return { ...drawn, text: JSON.stringify(settled) };
  });
}

function sentNowhere(each: Service): Service {
  const { failure: drawn } = each;
  return drawn === undefined ? each : { ...each, failure: { ...drawn, to: undefined } };
}

/** Whether records that fail do not go round without end. */
function hasEnd(model: Section): boolean {
  let valid: Model;
  try {
    valid = validModel(JSON.stringify(model), { fileName: 'drawn.yaml', overrides: [] });
  } catch (error) {
    if (String(error).includes('without end')) return false;
    throw error;
  }
  return topicShares(valid).reduce((sum, share) => sum + share, 0) <= MOST_RECORDS;
}

function serving(model: Graph, externals: readonly Section[], services: readonly Service[]): Graph {
  const topics = Object.keys(model.topics);
  const names = externals.map((_, index) => nameOf(index));
  const called = names.slice(0, 2);
  const groups = Object.entries(model.consumers);
  const keys = model.workload['keys'];
  const keyed = Object.values(model.producers).every((kind) => (kind['keys'] ?? keys) !== 'none');
  const faults = Object.entries(model.faults ?? {}).map(([name, fault]): [string, Section] => {
    return [name, { ...fault, external: names[Number(fault['index']) % names.length] }];
  });
  return {
    ...model,
    externals: Object.fromEntries(names.map((name, index) => [name, externals[index]])),
    consumers: Object.fromEntries(
      groups.map(([name, group], index) => {
        const from = topics.indexOf(String(group['reads']));
        const service = keyed ? services[index] : { ...services[index], window: undefined };
        return [name, { ...group, ...serviceOf(group, service, from, topics, called) }];
      }),
    ),
    ...(model.faults === undefined ? {} : { faults: Object.fromEntries(faults) }),
  };
}

function serviceOf(
  group: Section,
  { fails, calls, failure: drawn, limit, pollInterval, bulk, window, waits }: Service,
  from: number,
  topics: readonly string[],
  externals: readonly string[],
): Section {
  const sends = Object.entries((group['sends'] ?? {}) as Record<string, Section>);
  const inBulk = bulk !== undefined;
  const gathers = window !== undefined && sends.length > 0;
  return {
    fails,
    calls: Object.fromEntries(externals.map((name, index) => [name, calls[index]])),
    on_failure: drawn === undefined ? undefined : failureOf(drawn, from, topics),
    rate_limit: limit,
    poll_interval: pollInterval,
    bulk,
    window: gathers ? window : undefined,
    ...(inBulk ? IN_BULK : {}),
    sends: Object.fromEntries(
      sends.map(([topic, send], index): [string, Section] => {
        if (inBulk || gathers || !waits[index % waits.length]) return [topic, send];
        return [topic, { ...send, wait: 'true', after: undefined }];
      }),
    ),
  };
}

/** What a group must be that works in bulk. */
const IN_BULK = {
  wait_for_poll: 'false',
  max_poll_interval: undefined,
  bulk_writes: undefined,
  concurrency: 'free',
  store: undefined,
  max_poll_records: 40,
};

function failureOf(
  { settings, attempts, pause, to, after, recordSize }: Failure,
  from: number,
  topics: readonly string[],
): Section {
  if (to === undefined) return { attempts, pause };
  const topic = topics[(from + to) % topics.length];
  return { ...settings, attempts, pause, to: topic, after, record_size: recordSize };
}
