/**
 * Loads that are not the same all the time: peaks, what they leave behind, and what a window
 * covers; against integrals.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultBacklogs, type FaultBacklog } from '../../src/analysis/faultBacklogs.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { backlogGrowth, loadVerdict } from '../../src/analysis/overload.js';
import {
  heldBackBy,
  loadPattern,
  patternCoverage,
  patternPeriodSeconds,
  peakBacklogs,
  wholePeriods,
  type PeakBacklog,
} from '../../src/analysis/pattern.js';
import type { Model } from '../../src/model/index.js';
import { faultLines, patternLines } from '../../src/report/patternText.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/** One server of 1 ms without a broker: its ceiling is 1,000/s exactly. */
function direct(workload: string, more = ''): Model {
  const text = `users: 100
workload: { events_per_user: 5/s, record_size: 1 KB${workload} }
consumers: { g: { processing_time: exponential(1 ms) } }
${more}`;
  return validModel(text, {
    fileName: 'm.yaml',
    readFile: () => 'time_s\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n',
  });
}

function peaks(model: Model): PeakBacklog[] {
  const pattern = loadPattern(model);
  return pattern === null ? [] : peakBacklogs(pattern, offeredLoad(model));
}

test('a surge leaves what it sends above the ceiling, and that drains as fast as the rest leaves room', () => {
  const surge = 'faults: { rush: { kind: surge, factor: 3, at: 5 s, length: 2 s } }\n';
  const [first, ...more] = peaks(direct('', surge));
  expect(more).toEqual([]);
  expect(first).toMatchObject({ resource: 'consumers.g' });
  expect(first.load).toBeCloseTo(1.5, 12);
  // 1,500 of 1,000 a second for 2 s; then 500 a second to spare.
  expect(first.records).toBeCloseTo(1000, 6);
  expect(first.drainSeconds).toBeCloseTo(2, 9);
  const line = patternLines(direct('', surge), offeredLoad(direct('', surge))).join(' ');
  expect(line).toContain('1.5K at the peak');
  expect(line).toContain('at its end 1K records wait, which take 2.00 s to drain');
});

/**
 * models/order-processing.yaml by hand: a sale of 1,000/s for 300 s. A payment keeps its thread for
 * 2 ms and, of the 120 ms of a lognormal, the 117 ms up to the time-out of 1 s: 64 threads do
 * 537/s, to within a percent, 16 threads 134/s. Of 24 partitions 3 of 7 instances have 4 each,
 * 167/s; 8 have 3 each, 125/s.
 */
test('what the flash sale leaves at payments, who hold back mail, and what it takes to leave nothing', () => {
  const orders = (instances: number): Model =>
    validModel(readFileSync('models/order-processing.yaml', 'utf8'), {
      fileName: 'models/order-processing.yaml',
      overrides: [{ path: 'consumers.payments.instances', value: String(instances) }],
    });
  const of = (model: Model, name: string): PeakBacklog | undefined =>
    peaks(model).find(({ resource }) => resource === name);
  const payments = of(orders(4), 'consumers.payments');
  expect((payments?.records ?? 0) / (300 * (1000 - 537))).toBeCloseTo(1, 1);
  expect((payments?.drainSeconds ?? 0) / ((300 * 463) / 437)).toBeCloseTo(1, 1);
  expect(heldBackBy(orders(4), 'consumers.mail.rate_limit', peaks(orders(4)))).toEqual([
    'consumers.payments',
  ]);
  expect(heldBackBy(orders(4), 'consumers.payments', peaks(orders(4)))).toEqual([]);
  const left = of(orders(7), 'consumers.payments')?.records ?? 0;
  expect(left / (300 * 3 * (4000 / 24 - 134.4))).toBeCloseTo(1, 1);
  expect(of(orders(8), 'consumers.payments')).toBeUndefined();
  expect(heldBackBy(orders(8), 'consumers.mail.rate_limit', peaks(orders(8)))).toEqual([]);
});

test('a day whose peak passes the ceiling and whose mean does not: backlog by the integral of a sine', () => {
  const [period, amplitude, mean, ceiling] = [86_400, 1, 700, 1000];
  const model = {
    ...direct(`, arrivals: { kind: diurnal, period: 24 h, amplitude: ${amplitude} }`),
    eventsPerUserPerSecond: mean / 100,
  };
  const omega = (2 * Math.PI) / period;
  const from = Math.asin((ceiling / mean - 1) / amplitude) / omega;
  const to = period / 2 - from;
  const swing = ((mean * amplitude) / omega) * (Math.cos(omega * from) - Math.cos(omega * to));
  const backlog = swing - (ceiling - mean) * (to - from);
  const [first] = peaks(model);
  expect(first.load).toBeCloseTo(1.4, 4);
  // Steps of a minute.
  expect(first.records / backlog).toBeCloseTo(1, 3);
  // It is gone when what has been sent since is what could be served: by bisection of that.
  const left = (seconds: number): number =>
    backlog +
    ((mean * amplitude) / omega) * (Math.cos(omega * to) - Math.cos(omega * (to + seconds))) -
    (ceiling - mean) * seconds;
  let [low, high] = [0, period / 2];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (left(middle) > 0) low = middle;
    else high = middle;
  }
  expect(first.drainSeconds / high).toBeCloseTo(1, 2);
});

test('a peak below the ceiling leaves nothing; a mean above it is no matter of peaks', () => {
  const arrivals = ', arrivals: { kind: diurnal, period: 24 h, amplitude: 0.5 }';
  expect(peaks(direct(arrivals))).toEqual([]);
  expect(peaks({ ...direct(arrivals), eventsPerUserPerSecond: 11 })).toEqual([]);
  expect(loadPattern(direct(''))).toBeNull();
});

test('a trial of a whole period ends with the backlog that it began with; the peak stands in between', () => {
  const model = {
    ...direct(', arrivals: { kind: diurnal, period: 20 s, amplitude: 1 }'),
    eventsPerUserPerSecond: 7,
  };
  const [{ records }] = peaks(model);
  const atPeak = shortTrial(model, { warmupSeconds: 0, windowSeconds: 8.66 });
  // Ends at 10 s - asin(3/7) / omega = 8.59 s; chance moves a queue of 6,000 arrivals by some 80.
  expect(Math.abs(atPeak.insideAtEnd - records)).toBeLessThan(3 * 110);
  expect(shortTrial(model, { warmupSeconds: 0, windowSeconds: 20 }).insideAtEnd).toBeLessThan(100);
});

test('a rising flank is not called overloaded, nor growing without end', () => {
  const model = {
    ...direct(', arrivals: { kind: diurnal, period: 20 s, amplitude: 1 }'),
    eventsPerUserPerSecond: 7,
  };
  const measurements = shortTrial(model, { warmupSeconds: 0, windowSeconds: 8, seriesBuckets: 60 });
  const trials = [{ measurements, trials: 1, weight: 1, section: 0 }];
  expect(backlogGrowth(trials).value).toBeGreaterThan(100);
  expect(loadVerdict(model, trials, offeredLoad(model))).toBe('flank');
});

test('the period of a trace is that of its records at the rate of the users', () => {
  const trace = direct(', arrivals: { kind: trace, file: arrivals.csv }');
  // Ten arrivals at 500 a second.
  expect(patternPeriodSeconds(trace)).toBeCloseTo(0.02, 12);
  expect(patternPeriodSeconds(direct(''))).toBeNull();
});

test('windows hold whole periods where these are affordable', () => {
  const day = (period: string): Model =>
    direct(`, arrivals: { kind: diurnal, period: ${period}, amplitude: 0.86 }`);
  expect(wholePeriods(day('100 s'), 9.4, 300)).toBeCloseTo(100, 9);
  expect(wholePeriods(day('7 s'), 9.4, 300)).toBeCloseTo(14, 9);
  expect(wholePeriods(day('24 h'), 9.4, 300)).toBe(9.4);
  expect(wholePeriods(direct(''), 9.4, 300)).toBe(9.4);
});

test('report/patternText: a window says what part of the period it covers, and with what load', () => {
  const model = direct(', arrivals: { kind: diurnal, period: 100 s, amplitude: 0.86 }');
  const quarter = patternCoverage(model, 0, 25);
  expect(quarter).toMatchObject({ share: 0.25, whole: false });
  // The mean of 1 + A sin over its rising quarter is 1 + 2 A / pi.
  expect(quarter?.factor).toBeCloseTo(1 + (2 * 0.86) / Math.PI, 4);
  const two = patternCoverage(model, 33, 200);
  expect(two?.whole).toBe(true);
  expect(two?.factor).toBeCloseTo(1, 9);
  expect(patternCoverage(direct(''), 0, 25)).toBeNull();
});

function piledUp(faults: string, workers = 'instances: 4, processing_time: 2 ms'): FaultBacklog {
  const model = pipelineModel({
    brokers: 'count: 3, failure_detection: 9 s, election_time: 1 s',
    topic: 'partitions: 12, replication_factor: 3',
    workers,
    more: `faults: { f: { ${faults}, at: 5 s, length: 60 s } }\n`,
  });
  const [first] = faultBacklogs(model, offeredLoad(model));
  return first;
}

test('analysis/faultBacklogs: faults: what waits at the most, and how long it takes to drain', () => {
  // A third of 1,000/s for 10 s, until others lead; they have much to spare.
  expect(piledUp('kind: broker_down').records).toBeCloseTo(1e4 / 3, 6);
  expect(piledUp('kind: broker_down').drainSeconds).toBe(0);
  // A link that is cut: 60,000 records, then 1,000 of 2,000 a second to spare.
  const cut = piledUp('kind: link_cut, link: workers');
  expect(cut).toMatchObject({ resource: 'consumers.workers', records: 60_000 });
  expect(cut.drainSeconds / 60).toBeCloseTo(1, 1);
  // An instance of four at a fifth of its 500/s: of its 250/s 150 wait.
  const slow = piledUp('kind: slow_consumer, group: workers, factor: 5');
  expect(slow.records / (60 * 150)).toBeCloseTo(1, 1);
  expect(slow.drainSeconds / ((60 * 150) / 250)).toBeCloseTo(1, 1);
  // An instance that dies: 250/s for 45 s until that is noticed, then all for 3 s; then 500/s of
  // three are spare.
  const down = piledUp('kind: consumer_down, group: workers');
  expect(down.records / (45 * 250 + 3 * 1000)).toBeCloseTo(1, 3);
});

test('random faults: of their average length, each time; what cannot be told is said', () => {
  const lines = (faults: string): string[] => {
    const model = direct('', `faults: ${faults}\n`);
    return faultLines(model, offeredLoad(model));
  };
  const random = 'time_to_failure: exponential(60 s), time_to_repair: exponential(10 s)';
  // 1,500 of 1,000 a second for 10 s; 500 a second to spare.
  expect(lines(`{ rush: { kind: surge, factor: 3, ${random} } }`)).toEqual([
    'rush (surge), 10.0 s each time and 60.0 s from one to the next on average: about 5K records wait at the most; drained about 10.0 s after its end, as fast as consumers.g can.',
  ]);
  // 15,000 in 30 s: longer than one lasts, and before the next begins.
  expect(lines(`{ rush: { kind: surge, factor: 5, ${random} } }`)[0]).toMatch(
    /drained about 30\.0 s after its end, as fast as consumers\.g can\.$/,
  );
  expect(lines(`{ rush: { kind: surge, factor: 11, ${random} } }`)[0]).toContain(
    'drained about 90.0 s after its end, as fast as consumers.g can: on average not before the next',
  );
  expect(lines('{ crash: { kind: consumer_down, at: 5 s, length: 1 s } }')).toEqual([
    'crash (consumer_down): calls that come meanwhile are lost, and none wait.',
  ]);
  const cut = `kind: link_cut, link: workers, ${random}`;
  const model = pipelineModel({
    workers: 'instances: 4, processing_time: 2 ms',
    more: `faults: { cut: { ${cut} }, slow: { kind: link_slow, at: 5 s, length: 1 s } }\n`,
  });
  const [first, second] = faultLines(model, offeredLoad(model));
  expect(first).toContain('about 10K records wait at the most');
  expect(second).toContain('slow (link_slow): a delay that is longer, which arithmetic does not');
});

test('phases at random: the load when all are on, how often, and what that is too much for', () => {
  const model = direct(', arrivals: { kind: on_off, on: 1 s, off: 3 s }');
  const [head, passed] = patternLines(model, offeredLoad(model));
  // 500/s in a quarter of the time.
  expect(head).toContain('500 records/s on average, 2K when all are on, 25% of the time');
  expect(passed).toContain('more than consumers.g can serve');
  const two = pipelineModel({
    workload: 'arrivals: { kind: on_off, on: 1 s, off: 1 s }',
    producers: 'count: 2',
  });
  expect(patternLines(two, offeredLoad(two))).toEqual([
    'Of on_off arrivals (2 sources a cell, each on for 1.00 s and off for 1.00 s, on average and at random): 1K records/s on average, 2K when all are on, 25% of the time.',
  ]);
});
