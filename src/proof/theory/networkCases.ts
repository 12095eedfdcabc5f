/**
 * Networks of stations, open and closed, and the parts of a cluster that have a closed form of
 * their own.
 */
import * as jackson from '../../analysis/closedForm/jackson.js';
import { lingerMean, lingerQuantile } from '../../analysis/closedForm/linger.js';
import { mmcSojournQuantile, mmcWaitQuantile } from '../../analysis/closedForm/mmc.js';
import { meanValueAnalysis } from '../../analysis/closedForm/mva.js';
import * as tokenBucket from '../../analysis/closedForm/tokenBucket.js';
import { customersAt, LOADS, meanOf, quantilesOf, ratioOf, warmUp } from './loads.js';
import { REPLICATIONS, type Claim, type NetworkRecipe, type TheoryCase } from './theoryCase.js';

const NOBODY = { customers: 0, think: { kind: 'constant', value: 0 } } as const;

export function networkCases(): TheoryCase[] {
  return [
    ...LOADS.map(tandemCase),
    ...LOADS.map(jacksonCase),
    ...[1, 3, 10, 40].map(closedCase),
    ...[1, 4, 16].flatMap((burst) => [0.8, 1.2].map((load) => bucketDropCase(burst, load))),
    ...[1, 8].map(bucketWaitCase),
    ...[1, 10].map(lingerCase),
  ];
}

/** Three stations in a row, each faster than the one before. */
function tandemCase(load: number): TheoryCase {
  const services = [1, 0.9, 0.8];
  const stations = services.map((meanServiceSeconds, index) => ({
    outsidePerSecond: index === 0 ? load : 0,
    meanServiceSeconds,
    servers: 1,
    routing: services.map((_, to) => (to === index + 1 ? 1 : 0)),
  }));
  return {
    ...network('tandem', load, { stations, ...NOBODY }, load),
    claims: [
      meanOf('sojourn', jackson.jacksonMeanTotal(stations)),
      ...jackson.jacksonMeanSojourns(stations).map((time, at) => meanOf(`sojourn ${at}`, time)),
      ...quantilesOf('sojourn', (p) =>
        jackson.tandemQuantile(
          load,
          services.map((each) => 1 / each),
          p,
        ),
      ),
    ],
  };
}

/**
 * Three stations with feedback, one of two servers; the first is at `load`, the others at 0.9 of it
 * or below.
 */
function jacksonCase(load: number): TheoryCase {
  const outside = 0.6 * load;
  const stations = [
    { outsidePerSecond: outside, meanServiceSeconds: 1, servers: 1, routing: [0, 0.5, 0.3] },
    { outsidePerSecond: 0, meanServiceSeconds: 3, servers: 2, routing: [0.3, 0, 0.5] },
    { outsidePerSecond: 0.1 * load, meanServiceSeconds: 1.5, servers: 1, routing: [0.5, 0, 0] },
  ];
  const rates = jackson.jacksonRates(stations);
  const speed = load / rates[0];
  const scaled = stations.map((one, at) => {
    const use = at === 0 ? load : 0.9 * load;
    const meanServiceSeconds = (use * one.servers) / (rates[at] * speed);
    return { ...one, outsidePerSecond: one.outsidePerSecond * speed, meanServiceSeconds };
  });
  const claims = jackson.jacksonMeanSojourns(scaled).flatMap((time, at): Claim[] => {
    const { meanServiceSeconds, servers } = scaled[at];
    const arrivalsPerSecond = rates[at] * speed;
    const queue = { arrivalsPerSecond, meanServiceSeconds, servers };
    return [
      meanOf(`sojourn ${at}`, time),
      ratioOf(`number ${at}`, time * arrivalsPerSecond),
      // Who comes back makes long queues longer: p99 at 0.95 has too few of them for a normal
      // score.
      ...quantilesOf(`wait ${at}`, (p) => mmcWaitQuantile(queue, p), [load < 0.92 ? 0.99 : 0.95]),
      ...quantilesOf(`sojourn ${at}`, (p) => mmcSojournQuantile(queue, p), [0.5, 0.95]),
    ];
  });
  const total = meanOf('sojourn', jackson.jacksonMeanTotal(scaled));
  return {
    ...network('Jackson network', load, { stations: scaled, ...NOBODY }, load),
    claims: [total, ...claims],
  };
}

/**
 * A third of the customers of a single queue, since each goes through about three stations; at 0.95
 * all are needed.
 */
function network(
  family: string,
  load: number,
  recipe: NetworkRecipe,
  customersPerSecond: number,
): Omit<TheoryCase, 'claims'> {
  return {
    family,
    name: `${family} at ${load}`,
    recipe: { kind: 'network', ...recipe },
    // Each station settles after those before it.
    warmupSeconds: 2 * warmUp(load, 1, 2),
    windowSeconds: customersAt(load) / REPLICATIONS / (load < 0.92 ? 3 : 1) / customersPerSecond,
  };
}

/**
 * A think time, and three stations of which each cycle visits the first once and one of the others.
 */
function closedCase(customers: number): TheoryCase {
  const stations = [
    { outsidePerSecond: 0, meanServiceSeconds: 0.3, servers: 1, routing: [0, 0.5, 0.5] },
    { outsidePerSecond: 0, meanServiceSeconds: 0.4, servers: 1, routing: [0, 0, 0] },
    { outsidePerSecond: 0, meanServiceSeconds: 0.2, servers: 1, routing: [0, 0, 0] },
  ];
  const result = meanValueAnalysis({
    customers,
    thinkSeconds: 1,
    demandsSeconds: [0.3, 0.2, 0.1],
  });
  const { throughputPerSecond, queueLengths, responseSeconds } = result;
  return {
    family: 'closed network',
    name: `closed network of ${customers}`,
    recipe: { kind: 'network', stations, customers, think: { kind: 'exponential', mean: 1 } },
    warmupSeconds: 20 + 10 * customers,
    windowSeconds: 12_000 / throughputPerSecond,
    claims: [
      ratioOf('throughput', throughputPerSecond),
      meanOf(
        'sojourn',
        responseSeconds.reduce((sum, time) => sum + time, 0),
      ),
      ...queueLengths.map((length, at) => ratioOf(`number ${at}`, length)),
      // Many customers never leave it idle: a share of 1 without spread.
      ...(customers < 20 ? [ratioOf('utilization 0', 0.3 * throughputPerSecond)] : []),
    ],
  };
}

const TOKENS_PER_SECOND = 10_000;

/** A producer with a rate limit, in front of a cluster that has time to spare. */
function limited(load: number, burst: number, policy: string): string {
  return `users: 1
workload: { events_per_user: ${load * TOKENS_PER_SECOND}/s, record_size: 100 B }
producers: { count: 1, linger: 5 ms, buffer_memory: 1 GB, max_block: 1000 s, rate_limit: { rate: ${TOKENS_PER_SECOND}/s, burst: ${burst}, policy: ${policy} } }
brokers: { count: 1 }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: {} }
`;
}

function bucketDropCase(burst: number, load: number): TheoryCase {
  const dropped = tokenBucket.tokenBucketDropped(load, 1, burst);
  return {
    family: 'token bucket',
    name: `token bucket of ${burst} at ${load}, drops`,
    recipe: { kind: 'model', text: limited(load, burst, 'drop') },
    warmupSeconds: 0.1,
    windowSeconds: 1,
    claims: [ratioOf('dropped', dropped)],
  };
}

function bucketWaitCase(burst: number): TheoryCase {
  const lambda = 0.8 * TOKENS_PER_SECOND;
  const quantile = (p: number): number =>
    tokenBucket.tokenBucketWaitQuantile(lambda, TOKENS_PER_SECOND, burst, p);
  return {
    family: 'token bucket',
    name: `token bucket of ${burst} at 0.8, waits`,
    recipe: { kind: 'model', text: limited(0.8, burst, 'block') },
    warmupSeconds: 0.1,
    windowSeconds: 3,
    claims: quantilesOf('producer_block', quantile, [0.95, 0.99]),
  };
}

/** A producer whose batches close after linger alone, `records` after the first on average. */
function lingerCase(records: number): TheoryCase {
  const lingerSeconds = 0.01;
  const lambda = records / lingerSeconds;
  const text = `users: 1
workload: { events_per_user: ${lambda}/s, record_size: 100 B }
producers: { count: 1, linger: ${lingerSeconds} s, batch_size: 1 MB, max_request_size: 2 MB, max_in_flight: 1000 }
brokers: { count: 1 }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: {} }
`;
  return {
    family: 'linger',
    name: `linger with ${records} more records`,
    recipe: { kind: 'model', text },
    warmupSeconds: 1,
    windowSeconds: 5000 / lambda,
    claims: [
      meanOf('producer_linger', lingerMean(lambda, lingerSeconds)),
      ...quantilesOf('producer_linger', (p) => lingerQuantile(lambda, lingerSeconds, p), [0.25]),
    ],
  };
}
