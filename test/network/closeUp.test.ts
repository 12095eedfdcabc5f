/** A close-up is of the very trial: what it sees adds up to what the trial measured. */
import { expect, test } from 'vitest';
import { closeUp } from '../../src/network/closeUp.js';
import type { Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { traceTrial } from '../../src/network/world/tracedCell.js';
import { ToldReader } from '../../src/network/world/told.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel(
  `name: two
producers: { web: { sends: first, rate: 300/s, count: 2 } }
brokers: { count: 2 }
topics: { first: { partitions: 4 }, second: { partitions: 4 } }
consumers:
  one: { reads: first, instances: 2, processing_time: exponential(3 ms), sends: { second: { share: 80% } } }
  two: { reads: second, instances: 3, processing_time: exponential(2 ms), store: db }
stores: { db: { shards: 2, placement: partition, time_per_request: exponential(1 ms) } }
faults: { crash: { kind: broker_down, index: 1, at: 1 s, length: 1 s } }
run: { warmup: 1 s, duration: 4 s }`,
  { fileName: 'two.yaml' },
);
const TRIAL: Trial = {
  model: MODEL,
  placement: 0,
  cell: 0,
  replication: 1,
  seed: 'close',
  warmupSeconds: 1,
  windowSeconds: 4,
  seriesBuckets: 8,
  speedup: {},
  maximumInside: 1e6,
};
// 400 of about 1,900 to `two`: at any bucket's end those so far.
const END = { group: 1, every: 1, sampleEvery: 10, slowest: 400, share: 0.01 };
const { seen, measurements } = await closeUp(TRIAL, { ends: [END], parts: true }, () =>
  Promise.resolve(),
);
const measured = simulate(TRIAL);
const TRACED = { group: 1, leastSeconds: 0, mostSeconds: Infinity, every: 1 };

test('a trial that is looked at measures what it measures alone, also one that fills up', async () => {
  expect(measurements).toEqual(measured);
  const full = { ...TRIAL, maximumInside: 30 };
  const looked = await closeUp(full, { ends: [END], parts: false }, () => Promise.resolve());
  expect(looked.measurements).toEqual(simulate(full));
  expect(looked.measurements.stoppedFull).toBe(true);
});

test('engine/assembly/reading, network/world/seenCell: its buckets hold the deliveries of the trial, its last lags what was left unread', () => {
  const sums = seen.groups.map(({ latency }) =>
    latency.counts.reduce((all, each) => all + each, 0),
  );
  const paths = ['one', 'two'].map((name) => measured.paths.find((path) => path.name === name));
  expect(sums).toEqual(paths.map((path) => path?.histogram.count));
  // The slowest group's lag of each bucket's end is what the trial itself has noted.
  measured.series.lag.forEach((lag, bucket) => {
    const lags = seen.groups.map(({ lags: own, partitions }) =>
      own
        .subarray(bucket * partitions, (bucket + 1) * partitions)
        .reduce((all, each) => all + each, 0),
    );
    expect(Math.max(...lags)).toBeCloseTo(lag, 6);
  });
  // Half of the partitions cannot be read while their broker is down.
  expect(Math.max(...measured.series.lag)).toBeGreaterThanOrEqual(0);
});

test('its instances are as busy as the trial says', () => {
  for (const { name, servers, utilization } of seen.resources) {
    const whole = measured.resources.find((resource) => resource.name === name);
    if (whole === undefined) throw new Error(name);
    for (const buckets of utilization) {
      for (const busy of buckets) expect(busy).toBeLessThanOrEqual(1 + 1e-9);
    }
    const busy = utilization.flat().reduce((sum, each) => sum + each * servers * 0.5, 0);
    // What is started and not done at the window's end is of no bucket.
    expect(Math.abs(busy - whole.busySeconds)).toBeLessThan(0.02 + 0.01 * whole.busySeconds);
  }
  expect(seen.resources.map(({ name }) => name)).toContain('consumers.two');
});

/** What the reader says of each, one after the other. */
function allTold(slowSeconds: number) {
  const reader = new ToldReader(seen.told[0].journeys, slowSeconds);
  const all = [];
  while (reader.next()) {
    const { byLatency, drawn, from, to, shard, broker } = reader;
    const hops = Array.from({ length: reader.hops }, (_, hop) => ({
      group: MODEL.consumers[reader.group(hop)].name,
      partition: reader.partition(hop),
      instance: reader.instance(hop),
    }));
    all.push({ byLatency, drawn, from, to, shard, broker, hops });
  }
  return all;
}

test('network/world/told, network/world/tracing: it tells the slowest as a trace does, and every tenth of all', () => {
  const latencies = traceTrial(TRIAL, TRACED)
    .map((journey) => journey[journey.length - 1].to - journey[0].from)
    .sort((a, b) => b - a);
  // Down to the 300th, though which 400 are the slowest was known at the end only.
  const slowSeconds = latencies[299];
  const told = allTold(slowSeconds);
  const slow = told.filter(({ byLatency }) => byLatency);
  expect(slow).toHaveLength(300);
  const traced = traceTrial(TRIAL, { ...TRACED, leastSeconds: slowSeconds });
  expect(slow.map(({ hops }) => hops)).toEqual(
    traced.map((journey) =>
      journey.map(({ group, partition, instance }) => ({ group, partition, instance })),
    ),
  );
  expect(slow.map(({ from, to }) => [from, to])).toEqual(
    traced.map((journey) => [journey[0].from, journey[journey.length - 1].to]),
  );
  const count = measured.paths.find(({ name }) => name === 'two')?.histogram.count ?? 0;
  expect(told.filter(({ drawn }) => drawn)).toHaveLength(Math.floor(count / 10));
  for (const { hops, to, shard, broker } of told) {
    // Its shard is its partition mod shards; its leader broker partition mod 2, while that is up.
    const { partition } = hops[hops.length - 1];
    expect(shard).toBe(partition % 2);
    if (to < 2) expect(broker).toBe(partition % 2);
  }
});

test('faults are told in the time of the trial', () => {
  expect(seen.faults).toEqual([{ name: 'crash', from: 2, to: 3 }]);
});
