/** The thread that polls, as a resource, by hand. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

function busyShares(workers: string): { simulated: number | null; arithmetic: number | null } {
  const model = validModel(
    `
workload: { rate: 10/s, arrivals: constant, record_size: 100 B }
producers: { count: 1, linger: 0 ms }
brokers: { count: 1 }
topic: { partitions: 2 }
consumers: { w: { instances: 1, threads: 4, time_per_poll: 10 ms, ${workers} } }
`,
    { fileName: 'polls.yaml' },
  );
  const trial = {
    model,
    placement: 0,
    cell: 0,
    replication: 0,
    seed: 'polls',
    warmupSeconds: 1,
    windowSeconds: 10,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e6,
  };
  const { resources, audits } = simulate(trial);
  expect(audits.filter(({ passed }) => !passed)).toEqual([]);
  const polls = resources.find(({ name }) => name === 'consumers.w.polls');
  const row = offeredLoad(model).resources.find(({ name }) => name === 'consumers.w.polls');
  return {
    simulated: polls === undefined ? null : polls.busySeconds / 10,
    arithmetic: row?.utilization ?? null,
  };
}

test('each record is polled by itself: 10 ms of a tenth of a second', () => {
  const { simulated, arithmetic } = busyShares('wait_for_poll: false');
  expect(simulated).toBeCloseTo(0.1, 9);
  expect(arithmetic).toBeGreaterThan(0.085);
  expect(arithmetic).toBeLessThan(0.105);
});

test('an instance that waits for its polls has no such thread', () => {
  expect(busyShares('wait_for_poll: true')).toEqual({ simulated: null, arithmetic: null });
});
