import { expect, test } from 'vitest';
import { differences } from '../../src/analysis/agreement.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { pipelineModel } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

const model = pipelineModel({ workers: 'instances: 4, processing_time: 2 ms' });
const offered = offeredLoad(model);

/** Of a resource as it was simulated: on average, and of the busiest. */
function at(
  name: string,
  utilizationMaximum: number,
  mean = utilizationMaximum,
): Parameters<typeof differences>[2][number] {
  const utilizationMean = { value: mean, low: NaN, high: NaN, n: 1, enough: false, reason: '' };
  return { name, utilizationMean, utilizationMaximum };
}

test('utilizations that differ by more than a tenth are named with a reason, others and idle ones are not', () => {
  // 250/s of 2 ms each: half.
  expect(differences(model, offered, [at('consumers.workers', 0.54)], null)).toEqual([]);
  const [found] = differences(
    model,
    offered,
    [at('consumers.workers', 0.6), at('brokers.disk', 0.04)],
    null,
  );
  expect(found).toMatchObject({ resource: 'consumers.workers', of: 'utilization', simulated: 0.6 });
  expect(found.arithmetic).toBeCloseTo(0.5, 3);
  expect(found.reason).toContain('max_poll_records');
});

test('an overloaded system whose throughput is not its ceiling says so', () => {
  const load = offeredLoad({ ...model, eventsPerUserPerSecond: 4 });
  expect(differences(model, load, [], 1950)).toEqual([]);
  expect(differences(model, load, [], 1500)).toMatchObject([
    { resource: 'consumers.workers', of: 'throughput', simulated: 1500 },
  ]);
  // Also where nothing comes through; what is offered, 1,000/s, where that is less than the ceiling
  // of 2,000/s.
  expect(differences(model, load, [], 0)).toMatchObject([{ of: 'throughput', simulated: 0 }]);
  expect(differences(model, offered, [], 950)).toEqual([]);
  expect(differences(model, offered, [], 850)).toMatchObject([{ simulated: 850 }]);
});

test('what is offered twice what it can serve is full, and no more', () => {
  const load = offeredLoad({ ...model, eventsPerUserPerSecond: 4 });
  expect(differences(model, load, [at('consumers.workers', 0.95)], null)).toEqual([]);
  const [found] = differences(model, load, [at('consumers.workers', 0.8)], null);
  expect(found.arithmetic).toBeCloseTo(2, 2);
});

test('a tenth is a tenth of the larger of the two', () => {
  const close = [at('consumers.workers', 0.553)];
  const apart = [at('consumers.workers', 0.558)];
  expect(differences(model, offered, close, null)).toEqual([]);
  expect(differences(model, offered, apart, null)).toHaveLength(1);
});

test('of links that are alike the average is compared, whichever happens to be the busiest; of others the busiest', () => {
  const links = (partitions: number): ReturnType<typeof offeredLoad> =>
    offeredLoad(
      pipelineModel({
        topic: `partitions: ${partitions}`,
        workers: 'instances: 6, nic: 10 Mbps',
      }),
    );
  const name = 'consumers.workers.nic_in';
  // 1 MB/s and a little over 4 of 6 instances that have a partition, 1.25 MB/s each: 20%, of all on
  // average 13.3%.
  expect(differences(model, links(4), [at(name, 0.3, 0.136)], null)).toEqual([]);
  const [found] = differences(model, links(4), [at(name, 0.3, 0.2)], null);
  expect(found.arithmetic).toBeCloseTo(0.8 / 6, 2);
  expect(found).toMatchObject({
    of: 'mean utilization',
    simulated: 0.2,
    reason: expect.stringContaining('the load') as string,
  });
  // Two of six have two of eight partitions each.
  expect(differences(model, links(8), [at(name, 0.205, 0.05)], null)).toEqual([]);
});

test('of direct calls it is not polls that tell a loss apart', () => {
  // 1,500 calls a second of 1 ms: half as many again as one server can do.
  const direct = validModel(
    'users: 1\nworkload: { events_per_user: 1500/s }\nconsumers: { g: { queue_capacity: 0, processing_time: 1 ms } }\n',
    { fileName: 'direct.yaml' },
  );
  const [found] = differences(direct, offeredLoad(direct), [at('consumers.g', 0.6)], null);
  expect(found).toMatchObject({
    simulated: 0.6,
    reason: expect.stringContaining('lost') as string,
  });
  expect(found.arithmetic).toBeCloseTo(1.5, 9);
});

/** A call a second of 4 s: 4 of the 5 servers that there are on average. */
test('of shifts it is said of which servers either speaks; of patience, that some are not answered', () => {
  const desk = (more: string): ReturnType<typeof validModel> =>
    validModel(
      `brokers: { count: 1 }
producers: { app: { sends: asked, rate: 1/s, count: 1 } }
topics: { asked: {} }
consumers: { askers: { reads: asked, threads: 9, wait_for_poll: false, calls: { desk: {} } } }
externals: { desk: { time: 4 s, concurrency: 8, ${more} } }`,
      { fileName: 'm.yaml' },
    );
  const steps = 'day: { at: 0 s, servers: 8 }, night: { at: 12 h, servers: 2 }';
  const shifts = desk(`shifts: { ${steps} }, shifts_every: 24 h`);
  const seen = [at('externals.desk', 0.5)];
  const [ofShifts] = differences(shifts, offeredLoad(shifts), seen, null);
  // 4 of (8 + 2) / 2.
  expect(ofShifts.arithmetic).toBeCloseTo(0.8, 6);
  expect(ofShifts.reason).toContain('shifts have on average');
  const patience = desk('patience: exponential(1 s)');
  const [ofPatience] = differences(
    patience,
    offeredLoad(patience),
    [at('externals.desk', 0.3)],
    null,
  );
  expect(ofPatience.reason).toContain('leave before they are answered');
});
