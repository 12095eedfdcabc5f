/**
 * Open networks of queues said in the model language: every station a group that reads a topic of
 * its own and sends on by shares, in a cluster that takes no time. Jackson 1957; a visit sees what
 * a Poisson arrival would (Sevcik & Mitrani 1981), so that its sojourn has the law of M/M/c even
 * where customers come round again.
 */
import * as jackson from '../../analysis/closedForm/jackson.js';
import { mmcSojournQuantile } from '../../analysis/closedForm/mmc.js';
import { meanValueAnalysis } from '../../analysis/closedForm/mva.js';
import { meanOf, quantilesOf, ratioOf, SERVICE_SECONDS, warmUp } from './loads.js';
import { REPLICATIONS, type Claim, type TheoryCase } from './theoryCase.js';

const TOPIC_FAMILY = 'network of topics';

export function topicCases(): TheoryCase[] {
  return [...[1, 4, 12].map(callersCase), ...[0.5, 0.8, 0.95].flatMap(openCases)];
}

function openCases(load: number): TheoryCase[] {
  return [
    networkCase('Bernoulli feedback', load, [station(load, 1, 1, [0.25])]),
    networkCase('Jackson network', load, [
      station(load, 0.8, 1, [0, 0.5, 0.3]),
      station(0.9 * load, 0, 2, [0.3, 0, 0.5]),
      station(0.9 * load, 0.2, 1, [0.5, 0, 0]),
    ]),
    tandemCase(load),
  ];
}

const THINK_SECONDS = 2 * SERVICE_SECONDS;
const DEMANDS_SECONDS = [1, 0.8, 0.5].map((each) => each * SERVICE_SECONDS);

/**
 * A closed network: as many threads as customers, which always find another record, work on it for
 * a while, and call three externals in turn, each of which answers one call at a time. Exact
 * mean-value analysis.
 */
function callersCase(threads: number): TheoryCase {
  const { throughputPerSecond, responseSeconds, queueLengths } = meanValueAnalysis({
    customers: threads,
    thinkSeconds: THINK_SECONDS,
    demandsSeconds: DEMANDS_SECONDS,
  });
  const externals = DEMANDS_SECONDS.map(
    (seconds, at) =>
      `e${at}: { time: exponential(${seconds} s), concurrency: 1, propagation: 0 s }`,
  );
  const calls = DEMANDS_SECONDS.map((_, at) => `e${at}: {}`);
  return {
    family: TOPIC_FAMILY,
    name: `closed network of ${threads} calling threads`,
    recipe: {
      kind: 'model',
      text: `producers: { app: { sends: work, rate: ${1.2 * throughputPerSecond}/s, count: 1, ${AT_ONCE}, ${HOST} } }
${BROKERS}
topics: { work: { partitions: 1 } }
externals: { ${externals.join(', ')} }
consumers:
  callers: { reads: work, threads: ${threads}, concurrency: free, wait_for_poll: false, processing_time: ${THINK_SECONDS} s, calls: { ${calls.join(', ')} }, ${HOST} }
`,
    },
    // The backlog has begun for good, and the network has forgotten that it was empty.
    warmupSeconds: 1 + 0.1 * threads,
    windowSeconds: 12_000 / throughputPerSecond,
    claims: [
      ratioOf('throughput', throughputPerSecond),
      meanOf(
        'calls',
        responseSeconds.reduce((sum, each) => sum + each, 0),
      ),
      ...queueLengths.map((length, at) => ratioOf(`externals.e${at} number`, length)),
      ...DEMANDS_SECONDS.map((demand, at) =>
        ratioOf(`externals.e${at} utilization`, demand * throughputPerSecond),
      ),
    ],
    long: threads > 4,
  };
}

interface Wanted {
  readonly load: number;
  /** Of what comes from outside. */
  readonly share: number;
  readonly servers: number;
  readonly routing: readonly number[];
}

function station(load: number, share: number, servers: number, routing: readonly number[]): Wanted {
  return { load, share, servers, routing };
}

/**
 * With services that make every station as busy as wanted, the first of them of mean
 * SERVICE_SECONDS.
 */
function scaled(wanted: readonly Wanted[]): jackson.OpenStation[] {
  const open = (outside: number): jackson.OpenStation[] =>
    wanted.map(({ share, servers, routing }) => ({
      outsidePerSecond: share * outside,
      meanServiceSeconds: 1,
      servers,
      routing,
    }));
  const visits = jackson.jacksonRates(open(1));
  const outside = (wanted[0].load * wanted[0].servers) / SERVICE_SECONDS / visits[0];
  return open(outside).map((one, at) => ({
    ...one,
    meanServiceSeconds: (wanted[at].load * one.servers) / (visits[at] * outside),
  }));
}

function networkCase(name: string, load: number, wanted: readonly Wanted[]): TheoryCase {
  const stations = scaled(wanted);
  const rates = jackson.jacksonRates(stations);
  const claims = jackson.jacksonMeanSojourns(stations).flatMap((time, at): Claim[] => {
    const { meanServiceSeconds, servers } = stations[at];
    const queue = { arrivalsPerSecond: rates[at], meanServiceSeconds, servers };
    return [
      meanOf(`group${at}`, time),
      ...quantilesOf(`group${at}`, (p) => mmcSojournQuantile(queue, p), [0.5, 0.95]),
    ];
  });
  const all = rates.reduce((sum, rate) => sum + rate, 0);
  return caseOf(name, load, stations, [ratioOf('throughput', all), ...claims]);
}

/** Three stations in a row, each faster than the one before: what a journey takes in all. */
function tandemCase(load: number): TheoryCase {
  const services = [1, 0.9, 0.8].map((each) => each * SERVICE_SECONDS);
  const rate = load / SERVICE_SECONDS;
  const stations = services.map((meanServiceSeconds, index) => ({
    outsidePerSecond: index === 0 ? rate : 0,
    meanServiceSeconds,
    servers: 1,
    routing: services.map((_, to) => (to === index + 1 ? 1 : 0)),
  }));
  const speeds = services.map((each) => 1 / each);
  return caseOf('tandem', load, stations, [
    ...jackson.jacksonMeanSojourns(stations).map((time, at) => meanOf(`group${at}`, time)),
    meanOf('to group2', jackson.jacksonMeanTotal(stations)),
    ...quantilesOf('to group2', (p) => jackson.tandemQuantile(rate, speeds, p)),
  ]);
}

/** Relaxation times of all replications together: fewer, and scores are not normal any more. */
function relaxations(load: number): number {
  return load > 0.9 ? 3000 : 6000;
}

function caseOf(
  name: string,
  load: number,
  stations: readonly jackson.OpenStation[],
  claims: readonly Claim[],
): TheoryCase {
  return {
    family: TOPIC_FAMILY,
    name: `${name} in topics at ${load}`,
    recipe: { kind: 'model', text: textOf(stations) },
    warmupSeconds: 2 * warmUp(load, SERVICE_SECONDS),
    windowSeconds: (warmUp(load, SERVICE_SECONDS) / 6) * (relaxations(load) / REPLICATIONS),
    claims,
    long: load > 0.5 || name === 'Jackson network',
  };
}

const AT_ONCE = 'linger: 0 s, batch_size: 0 B, max_in_flight: 1000';
const HOST = 'nic: 1000 Gbps, propagation: 0 s';

const TIMES = ['request', 'fetch', 'batch', 'record'].map((each) => `time_per_${each}: 0 s`);
const BROKERS = `brokers: { count: 1, handlers: 64, ${TIMES.join(', ')}, time_per_byte: 0 ns/B, ${HOST} }`;

function textOf(stations: readonly jackson.OpenStation[]): string {
  const producers = stations.map(({ outsidePerSecond }, at) => {
    const kind = `sends: topic${at}, rate: ${outsidePerSecond}/s, count: 1, ${AT_ONCE}, ${HOST}`;
    return outsidePerSecond > 0 ? `  app${at}: { ${kind} }` : '';
  });
  const groups = stations.map(({ meanServiceSeconds, servers, routing }, at) => {
    const ways = routing.map((share, to) =>
      share > 0 ? `topic${to}: { share: ${share}, ${AT_ONCE} }` : '',
    );
    const time = `processing_time: exponential(${meanServiceSeconds} s)`;
    const queue = `reads: topic${at}, threads: ${servers}, wait_for_poll: false, ${time}, ${HOST}`;
    return `  group${at}: { ${queue}, sends: { ${ways.filter((way) => way !== '').join(', ')} } }`;
  });
  return `producers:
${producers.filter((kind) => kind !== '').join('\n')}
${BROKERS}
topics: { ${stations.map((_, at) => `topic${at}: { partitions: 1 }`).join(', ')} }
consumers:
${groups.join('\n')}
`;
}
