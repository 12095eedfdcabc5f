/**
 * Several clusters in one cell: what shares nothing is as if it were alone, to the last bit; what
 * shares brokers waits for the other, by Pollaczek and Khinchine; faults and mirrors keep to
 * theirs.
 */
import { expect, test } from 'vitest';
import { monthlyCost } from '../../src/analysis/cost.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import { STAGES, type Measurements } from '../../src/network/measurements.js';
import type { Happening } from '../../src/network/recording/observer.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/** Each part of a system by itself; `regions` and what else is there once stands in `more`. */
interface Part {
  readonly producers: string;
  readonly clusters: string;
  readonly topics: string;
  readonly consumers: string;
}

function modelOf(parts: readonly Part[], more = ''): Model {
  const section = (name: keyof Part): string =>
    `${name}: { ${parts.map((part) => part[name]).join(', ')} }`;
  const text = `${section('producers')}
${section('clusters')}
${section('topics')}
${section('consumers')}
regions: { names: [here, there], delay: { here: { there: 9 ms } }, jitter: "uniform(0.5, 1.5)" }
cells: [{ home: here, far: there }]
${more}`;
  return validModel(text, { fileName: 'm.yaml' });
}

/** Shares of 3/4 and 1/4 of 400/s are the rates again, without rounding. */
const ORDERS: Part = {
  producers: 'shop: { sends: orders, rate: 300/s, count: 2, linger: 2 ms }',
  clusters: 'first: { count: 3, handlers: 2, time_per_request: exponential(1 ms) }',
  topics: 'orders: { cluster: first, partitions: 6, replication_factor: 3 }',
  consumers: 'pay: { reads: orders, instances: 2, processing_time: exponential(1 ms) }',
};
const CLICKS: Part = {
  producers: 'web: { sends: clicks, rate: 100/s, count: 3, linger: 1 ms }',
  clusters:
    'second: { count: 2, region: far, handlers: 1, time_per_request: exponential(2 ms), time_per_fetch: 0.1 ms }',
  topics: 'clicks: { cluster: second, partitions: 4, replication_factor: 2 }',
  consumers: 'look: { reads: clicks, region: far, processing_time: exponential(2 ms) }',
};

/** When each record arrived at its producer, and was delivered to a group. */
function deliveries(model: Model, group: string): [number, number][] {
  const path = model.consumers.findIndex(({ name }) => name === group);
  const told: [number, number][] = [];
  const observer = (
    what: Happening,
    index: number,
    _: number,
    arrival: number,
    time: number,
  ): void => {
    if (what === 'delivered' && index === path) told.push([arrival, time]);
  };
  const measured = shortTrial(model, { windowSeconds: 20 }, observer);
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  // Whoever may read again tells of a poll when it ends.
  return told.sort(([a, b], [c, d]) => a - c || b - d);
}

test('network/world/clusters: two clusters that share nothing: each is byte by byte what it is alone', () => {
  const both = modelOf([ORDERS, CLICKS]);
  for (const [part, group, least] of [
    [ORDERS, 'pay', 5000],
    [CLICKS, 'look', 1500],
  ] as const) {
    const alone = deliveries(modelOf([part]), group);
    expect(alone.length).toBeGreaterThan(least);
    expect(deliveries(both, group)).toEqual(alone);
    // Nor does it count which stands first.
    expect(deliveries(modelOf([CLICKS, ORDERS]), group)).toEqual(alone);
  }
});

test('a broker that dies, a slow disk, a cut link: of the cluster that they name, and of no other', () => {
  const whole = deliveries(modelOf([ORDERS, CLICKS]), 'pay');
  for (const fault of [
    'kind: broker_down, index: 1',
    'kind: slow_disk, factor: 1000000',
    'kind: link_cut, link: producers',
    'kind: link_slow, link: producers, factor: 30',
  ]) {
    const faults = (cluster: string): string =>
      `faults: { f: { ${fault}, cluster: ${cluster}, at: 5 s, length: 5 s } }`;
    const elsewhere = modelOf([ORDERS, CLICKS], faults('second'));
    expect(deliveries(elsewhere, 'pay'), fault).toEqual(whole);
    const here = modelOf([ORDERS, CLICKS], faults('first'));
    expect(deliveries(here, 'pay'), fault).not.toEqual(whole);
  }
});

test('a region that is lost takes the clusters that stand there, and leaves the others', () => {
  const faults = 'faults: { f: { kind: region_down, at: 5 s, length: 5 s } }';
  const near = {
    ...CLICKS,
    producers: CLICKS.producers.replace('count: 3', 'count: 3, region: far'),
  };
  const whole = modelOf([ORDERS, near]);
  const lost = modelOf([ORDERS, near], faults);
  expect(deliveries(lost, 'look')).toEqual(deliveries(whole, 'look'));
  const meanwhile = deliveries(lost, 'pay').filter(([, time]) => time > 6.1 && time < 11);
  expect(meanwhile).toEqual([]);
});

const ONE_BY_ONE =
  'linger: 0 s, batch_size: 0 B, max_request_size: 1 B, max_in_flight: 1000, count: 1';
const ONE_HANDLER =
  'count: 1, handlers: 1, time_per_request: 1 ms, time_per_fetch: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B';

function teams(clusters: string, orders: string, clicks: string): Model {
  return validModel(
    `producers:
  shop: { sends: orders, rate: 100/s, ${ONE_BY_ONE} }
  web: { sends: clicks, rate: 600/s, ${ONE_BY_ONE} }
clusters: { ${clusters} }
topics: { orders: { cluster: ${orders}, partitions: 4 }, clicks: { cluster: ${clicks}, partitions: 4 } }
consumers:
  pay: { reads: orders, processing_time: 10 us }
  look: { reads: clicks, processing_time: 10 us }
`,
    { fileName: 'm.yaml' },
  );
}

function meanOf({ paths }: Measurements, name: string): number {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  return (histogram?.sum ?? NaN) / (histogram?.count ?? NaN);
}

/**
 * Requests of one record each, 100/s of one team and 600/s of another, before handlers of 1 ms. On
 * one broker they wait rho E[S] / (2 (1 - rho)) = 1.167 ms at 0.7, on average (M/D/1; Pollaczek and
 * Khinchine); on brokers of their own 0.0556 ms at 0.1 and 0.75 ms at 0.6. 300 s of it, relaxation
 * time at most 37 ms: a standard error of about 1.5% of the longest.
 */
test("one team's topic slows another's on a shared cluster, and not on one of its own", () => {
  const shared = shortTrial(teams(`all: { ${ONE_HANDLER} }`, 'all', 'all'), { windowSeconds: 300 });
  const apart = shortTrial(
    teams(`first: { ${ONE_HANDLER} }, second: { ${ONE_HANDLER} }`, 'first', 'second'),
    { windowSeconds: 300 },
  );
  const waitOf = ({ stages }: Measurements): number => {
    const { sum, count } = stages[STAGES.indexOf('broker_wait')];
    return (sum / count) * 1e3;
  };
  expect(Math.abs(waitOf(shared) - 1.1667)).toBeLessThan(0.05);
  expect(Math.abs(waitOf(apart) - (100 * 0.0556 + 600 * 0.75) / 700)).toBeLessThan(0.03);
  const slower = (group: string): number => (meanOf(shared, group) - meanOf(apart, group)) * 1e3;
  const both = (100 * slower('pay') + 600 * slower('look')) / 700;
  expect(Math.abs(both - (1.1667 - 0.6508))).toBeLessThan(0.05);
  // With a chance of 0.6 the handler has one of the other team's, with half of it left on average.
  expect(slower('pay')).toBeGreaterThan(0.6 * 0.5 - 0.0556);
});

test('a mirror copies the topics of the cluster that it names, and no other', () => {
  const mirrors = `mirrors: { copy: { copies: second, region: home, brokers: { count: 1 } } }`;
  const reads = 'far-look: { reads: clicks, from: copy, processing_time: 1 ms }';
  const parts = [ORDERS, { ...CLICKS, consumers: `${CLICKS.consumers}, ${reads}` }];
  const measured = shortTrial(modelOf(parts, mirrors), { windowSeconds: 50 });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  const disk = measured.resources.find(({ name }) => name === 'mirrors.copy.brokers.disk');
  // 100/s for 50 s, each once on the only disk: Poisson, within four deviations.
  expect(Math.abs((disk?.records ?? NaN) - 5000)).toBeLessThan(4 * Math.sqrt(5000));
});

test('arithmetic: each cluster is offered what it is alone, and costs what it is', () => {
  const prices = 'prices: { broker_hour: 0.5, handler_hour: 0.1 }';
  const both = modelOf([ORDERS, CLICKS], prices);
  const rows = offeredLoad(both).resources;
  for (const [part, cluster] of [
    [ORDERS, 'first'],
    [CLICKS, 'second'],
  ] as const) {
    const alone = offeredLoad(modelOf([part])).resources;
    for (const what of ['handlers', 'disk', 'nic_in', 'nic_out']) {
      const name = `clusters.${cluster}.${what}`;
      const [one, other] = [alone, rows].map((list) => list.find((row) => row.name === name));
      expect(other?.utilization, name).toBeCloseTo(one?.utilization ?? NaN, 12);
    }
  }
  // 3 brokers of 2 handlers, and 2 of 1: 730 hours of 0.7 and of 0.6 each.
  const cost = monthlyCost(both)?.items.map(({ name, perMonth }) => [name, perMonth]) ?? [];
  expect(cost.slice(0, 2).map(([name]) => name)).toEqual(['clusters.first', 'clusters.second']);
  expect(cost[0][1]).toBeCloseTo(3 * 730 * 0.7, 9);
  expect(cost[1][1]).toBeCloseTo(2 * 730 * 0.6, 9);
});

test('brokers is the short form of a cluster: what it is called changes no number of arithmetic', () => {
  const named = modelOf([ORDERS]);
  const short = validModel(
    `producers: { ${ORDERS.producers} }
brokers: ${ORDERS.clusters.replace('first: ', '')}
topics: { ${ORDERS.topics.replace('cluster: first, ', '')} }
consumers: { ${ORDERS.consumers} }
`,
    { fileName: 'm.yaml' },
  );
  const rowsOf = (model: Model): [string, number, number][] =>
    offeredLoad(model).resources.map((row) => [
      row.name.replace('clusters.first.', 'brokers.'),
      row.utilization,
      row.ceilingEventsPerSecond,
    ]);
  expect(rowsOf(named)).toEqual(rowsOf(short));
});
