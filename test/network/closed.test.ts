/**
 * Callers that think: a closed network against exact mean value analysis, and schedules worked out
 * by hand.
 */
import { expect, test } from 'vitest';
import { meanValueAnalysis } from '../../src/analysis/closedForm/mva.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { loadVerdict } from '../../src/analysis/overload.js';
import { passedResources } from '../../src/analysis/passed.js';
import { Pool } from '../../src/analysis/pool.js';
import type { Happening } from '../../src/network/recording/observer.js';
import type { Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import { checkReport } from '../../src/report/checkReport.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const closed = (workload: string, consumers: string): Model =>
  validModel(`workload: { ${workload} }\nconsumers: { ${consumers} }\n`, {
    fileName: 'closed.yaml',
  });

// Student's t of 29 degrees of freedom, two-sided 99.9%: of eight estimates one in 125 seeds is
// outside.
const T29 = 3.659;
const REPLICATIONS = 30;

function estimate(values: readonly number[]): { mean: number; half: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, half: T29 * Math.sqrt(squares / (values.length - 1) / values.length) };
}

test.each([
  [1, 1, 'exponential(1 s)'],
  [5, 1, 'exponential(1 s)'],
  [20, 1, 'exponential(1 s)'],
  [5, 0, '0 s'],
] as const)(
  'machine repair of %i callers that think %i s has the throughput and the response of mean value analysis',
  (customers, thinkSeconds, think) => {
    const demand = 0.3;
    const model = closed(
      `callers: ${customers}, think_time: ${think}`,
      `server: { processing_time: exponential(${demand} s), propagation: 0 s }`,
    );
    const theory = meanValueAnalysis({ customers, thinkSeconds, demandsSeconds: [demand] });
    const trials = Array.from({ length: REPLICATIONS }, (_, replication) =>
      shortTrial(model, { replication, warmupSeconds: 60, windowSeconds: 1000, seed: 'repair' }),
    );
    const through = estimate(trials.map((each) => each.deliveredInWindow / each.windowSeconds));
    const response = estimate(trials.map(({ endToEnd }) => endToEnd.sum / endToEnd.count));
    expect(Math.abs(through.mean - theory.throughputPerSecond)).toBeLessThan(through.half);
    expect(Math.abs(response.mean - theory.responseSeconds[0])).toBeLessThan(response.half);
    expect(through.half).toBeLessThan(0.02 * theory.throughputPerSecond);
    // Nothing is left out, and no more is inside than there are callers.
    for (const each of trials) {
      expect(each.audits.filter(({ passed }) => !passed)).toEqual([]);
      expect(each.insideAtEnd).toBeLessThanOrEqual(customers);
    }
  },
);

test('a caller of one server of 1 s that does not think: one call a second, and no time idle', () => {
  const model = closed(
    'callers: 1, think_time: 0 s',
    'server: { processing_time: 1 s, propagation: 0 s }',
  );
  const seen = shortTrial(model, { warmupSeconds: 10, windowSeconds: 1000 });
  expect(seen.deliveredInWindow).toBe(1000);
  expect(seen.resources[0].busySeconds).toBe(1000);
  expect(seen.endToEnd.sum).toBe(1000);
});

/** What happens before 10 s, as [what, group, when the call was made, when]. */
function happenings(model: Model): [Happening, number, number, number][] {
  const told: [Happening, number, number, number][] = [];
  const trial = {
    ...{ model, placement: 0, cell: 0, replication: 1, seed: 'told', speedup: {} },
    ...{ warmupSeconds: 0, windowSeconds: 10, seriesBuckets: 1, maximumInside: 1e8 },
  };
  simulate(trial, (what, group, _, arrival, time) => {
    if (time < 10) told.push([what, group, arrival, time]);
  });
  return told.sort((a, b) => a[3] - b[3]);
}

test('network/direct/callSource: a caller thinks, waits for the last answer and its way back, and thinks again', () => {
  // A round is 1 s of thinking, and at b 0.5 s there, 2 s of service, 0.5 s back: calls at 1, 5 and
  // 9 s.
  const groups =
    'a: { processing_time: 1 s, propagation: 0 s }, b: { processing_time: 2 s, propagation: 0.5 s }';
  expect(happenings(closed('callers: 1, think_time: 1 s', groups))).toEqual([
    ['delivered', 0, 1, 2],
    ['delivered', 1, 1, 3.5],
    ['delivered', 0, 5, 6],
    ['delivered', 1, 5, 7.5],
  ]);
});

test('a caller whose call is lost knows it a way later, and thinks again', () => {
  // One place: two call at 1 s, the second is lost at 1.5 s, knows it at 2 s, calls at 3 s, is lost
  // at 3.5 s, calls at 5 s and is taken at 5.5 s; the first has its answer at 5 s, calls at 6 s and
  // is lost at 6.5 s, and again at 8.5 s no more.
  const group = 'a: { processing_time: 3 s, propagation: 0.5 s, queue_capacity: 0 }';
  expect(happenings(closed('callers: 2, think_time: 1 s', group))).toEqual([
    ['lost', 0, 1, 1.5],
    ['lost', 0, 3, 3.5],
    ['delivered', 0, 1, 4.5],
    ['lost', 0, 6, 6.5],
    ['delivered', 0, 5, 8.5],
  ]);
});

test('where calls are lost, no server is more than full, a caller goes round in its think time, and callers are counted', () => {
  // 100 callers on 2 servers of 50 ms with three places: all but 40 calls a second find the queue
  // full, at once.
  const model = closed(
    'callers: 100, think_time: 100 ms',
    'g: { threads: 2, queue_capacity: 3, processing_time: 50 ms, propagation: 0 s }',
  );
  const offered = offeredLoad(model);
  const [group, callers] = offered.resources;
  expect(group).toMatchObject({ name: 'consumers.g', utilization: 1 });
  expect(group.ceilingEventsPerSecond).toBeCloseTo(40, 9);
  // 40 calls a second of 150 ms each.
  expect(group.ceilingUsers).toBeCloseTo(6, 9);
  expect(callers.ceilingEventsPerSecond).toBeCloseTo(1000, 6);
  const text = checkReport(model, offered);
  expect(text).toContain('100 callers, at most 1,000 records/s');
  expect(text).toContain('ceiling callers');
  expect(text).toContain('at 40 records/s (6 callers)');
  expect(text).not.toContain('users');
  const one = closed('callers: 1, think_time: 1 s', 'g: { processing_time: 1 s }');
  expect(checkReport(one, offeredLoad(one))).toContain('1 caller, at most');
});

test('callers without a think time whose calls are lost are no ceiling: the loss formula of Erlang, in a steady state', () => {
  // One server of 1 s without a queue is offered 10 calls a second: 10 / 11 of its time is taken.
  const model = validModel(
    `users: 10
workload: { events_per_user: 1/s, callers: 4 }
consumers: { g: { processing_time: 1 s, queue_capacity: 0, propagation: 0 s } }
`,
    { fileName: 'loss.yaml' },
  );
  const offered = offeredLoad(model);
  expect(passedResources(model, offered).map(({ resource }) => resource)).toEqual(['consumers.g']);
  const pool = new Pool(model);
  let served = 0;
  for (let replication = 0; replication < 5; replication++) {
    const seen = shortTrial(model, { replication, windowSeconds: 1000, seriesBuckets: 20 });
    served += seen.deliveredInWindow / 5000;
    pool.add(seen);
  }
  // Idle times are exponential, 0.1 s: 4,500 of them have a mean within 6% (four standard errors),
  // a tenth of 11 parts.
  expect(Math.abs(served - 10 / 11)).toBeLessThan(0.06 / 11);
  expect(loadVerdict(model, pool.weighted(), offered)).toBe('steady');
});
