/**
 * Open networks of queues said in the model language: every station a group that reads a topic of its own and sends on by
 * shares, in a cluster that takes no time. Jackson 1957; a visit sees what a Poisson arrival would (Sevcik & Mitrani 1981),
 * so that its sojourn has the law of M/M/c even where customers come round again.
 */
import * as jackson from '../analysis/closedForm/jackson.js';
import { mmcSojournQuantile } from '../analysis/closedForm/mmc.js';
import { meanOf, quantilesOf, ratioOf, SERVICE_SECONDS, warmUp } from './loads.js';
import { REPLICATIONS, type Claim, type TheoryCase } from './theoryCase.js';

export const TOPIC_FAMILY = 'network of topics';

export function topicCases(): TheoryCase[] {
  return [0.5, 0.8, 0.95].flatMap((load) => [
    networkCase('Bernoulli feedback', load, [station(load, 1, 1, [0.25])]),
    networkCase('Jackson network', load, [
      station(load, 0.8, 1, [0, 0.5, 0.3]),
      station(0.9 * load, 0, 2, [0.3, 0, 0.5]),
      station(0.9 * load, 0.2, 1, [0.5, 0, 0]),
    ]),
    tandemCase(load),
  ]);
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

/** With services that make every station as busy as wanted, the first of them of mean SERVICE_SECONDS. */
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

function textOf(stations: readonly jackson.OpenStation[]): string {
  const times = ['request', 'fetch', 'batch', 'record'].map((each) => `time_per_${each}: 0 s`);
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
brokers: { count: 1, handlers: 64, ${times.join(', ')}, time_per_byte: 0 ns/B, ${HOST} }
topics: { ${stations.map((_, at) => `topic${at}: { partitions: 1 }`).join(', ')} }
consumers:
${groups.join('\n')}
`;
}
