/** Models of groups that do nothing but call, in a cluster that takes no time; see deskCases.ts. */
import { SERVICE_SECONDS, warmUp } from './loads.js';
import { REPLICATIONS, type Claim, type TheoryCase } from './theoryCase.js';

export interface DeskModel {
  /** Records a second of each group, and what its call says. */
  readonly classes: readonly { readonly perSecond: number; readonly call?: string }[];
  /** The first is called `desk`. */
  readonly externals: Readonly<Record<string, string>>;
  /** Default: poisson. */
  readonly arrivals?: string;
  readonly more?: string;
}

const AT_ONCE = 'linger: 0 s, batch_size: 0 B, max_in_flight: 1000';
const HOST = 'nic: 1000 Gbps, propagation: 0 s';
const TIMES = ['request', 'fetch', 'batch', 'record'].map((each) => `time_per_${each}: 0 s`);
const BROKERS = `brokers: { count: 1, handlers: 64, ${TIMES.join(', ')}, time_per_byte: 0 ns/B, ${HOST} }`;
const FREE = 'concurrency: free, wait_for_poll: false, max_poll_records: 100000';

function externalsOf(externals: DeskModel['externals']): string {
  const all = Object.entries(externals).map(
    ([name, text]) => `  ${name}: { ${text}, propagation: 0 s }`,
  );
  return `externals:\n${all.join('\n')}`;
}

function textOf({ classes, externals, arrivals = 'poisson', more = '' }: DeskModel): string {
  const kinds = classes.map(({ perSecond }, index) => {
    const load = `rate: ${perSecond}/s, arrivals: ${arrivals}`;
    return `  app${index}: { sends: topic${index}, ${load}, count: 1, ${AT_ONCE}, ${HOST} }`;
  });
  const groups = classes.map(({ call = '' }, index) => {
    const calls = `calls: { desk: { ${call} } }`;
    return `  class${index}: { reads: topic${index}, threads: 1000, processing_time: 0 s, ${FREE}, ${HOST}, ${calls} }`;
  });
  const topics = [...classes.keys()].map((index) => `topic${index}: { partitions: 1 }`);
  return `producers:
${kinds.join('\n')}
${BROKERS}
topics: { ${topics.join(', ')} }
consumers:
${groups.join('\n')}
${externalsOf(externals)}
${more}
`;
}

/** Relaxation times of all replications together: fewer, and scores are not normal any more. */
function relaxations(load: number): number {
  return load > 0.9 ? 1500 : 4000;
}

/**
 * `slower`: how many times as long it takes to forget as M/M/1. At 0.5 in every run of the tests.
 */
export function deskCase(
  family: string,
  name: string,
  load: number,
  model: DeskModel,
  claims: readonly Claim[],
  slower = 1,
): TheoryCase {
  const settles = slower * warmUp(Math.min(load, 0.95), SERVICE_SECONDS);
  const patient = load > 1 ? 0.1 : 1;
  return {
    family,
    name: `${name} of calls at ${load}`,
    recipe: { kind: 'model', text: textOf(model) },
    warmupSeconds: 2 * settles * patient,
    windowSeconds: (settles / 6) * (relaxations(load) / REPLICATIONS) * patient,
    claims,
    long: load !== 0.5,
  };
}

/** So many threads that always find another record, and call one external after the other. */
export function callers(
  family: string,
  name: string,
  threads: number,
  think: string,
  externals: DeskModel['externals'],
  perSecond: number,
  claims: readonly Claim[],
): TheoryCase {
  const [first, ...others] = Object.keys(externals);
  const called = family === 'blocking' ? [first] : [first, ...others];
  const calls = `calls: { ${called.map((each) => `${each}: {}`).join(', ')} }`;
  return {
    family,
    name,
    recipe: {
      kind: 'model',
      text: `producers: { app: { sends: work, rate: ${1.2 * perSecond}/s, count: 1, ${AT_ONCE}, ${HOST} } }
${BROKERS}
topics: { work: { partitions: 1 } }
consumers:
  callers: { reads: work, threads: ${threads}, processing_time: ${think}, ${FREE}, ${HOST}, ${calls} }
${externalsOf(externals)}
`,
    },
    warmupSeconds: 1 + 0.1 * threads,
    windowSeconds: 12_000 / perSecond,
    claims,
    long: true,
  };
}
