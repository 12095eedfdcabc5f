/**
 * Groups that call, fail and are limited in their rate, against what probability and queueing
 * theory say. Each interval is four standard errors of the count or mean it is about, of one run
 * with a fixed seed; nothing but what is said takes time.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { outcomesOf } from '../../src/model/tries.js';
import type { Model } from '../../src/model/index.js';
import type { Measurements } from '../../src/network/measurements.js';
import type { Observer } from '../../src/network/recording/observer.js';
import { expectAudits, stageMean, workerModel } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

function modelOf(
  rate: number,
  worker: string,
  more: string,
  arrivals: 'poisson' | 'constant' = 'poisson',
): Model {
  return workerModel(rate, worker, more, arrivals);
}

function meanOf({ paths }: Measurements, name: string): number {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  if (histogram === undefined) throw new Error(`no path ${name}`);
  return histogram.sum / histogram.count;
}

function expectShare(part: number, all: number, share: number): void {
  const error = Math.sqrt((share * (1 - share)) / all);
  expect(Math.abs(part / all - share), `${part} of ${all}, not ${share}`).toBeLessThan(4 * error);
}

/**
 * A call is in time with probability 1 - exp(-1.5), and then an error with 0.1, so it fails with p
 * = 0.300811; made twice, it fails for good with p^2, and so does a try, of which there are two.
 */
test('model/tries: time-outs, errors, retries and tries come as often as their probabilities say', () => {
  const model = modelOf(
    1000,
    `instances: 2, threads: 1000, processing_time: 1 ms, on_failure: { attempts: 2, pause: 10 ms, to: dead },
     calls: { provider: { timeout: 150 ms, retries: 1, retry_backoff: 50 ms, retry_jitter: 0 } }`,
    `externals: { provider: { time: exponential(100 ms), fails: 10%, propagation: 0 s } }`,
  );
  const measured = shortTrial(model, { warmupSeconds: 3, windowSeconds: 20 });
  expectAudits(measured);
  const [service] = measured.services ?? [];
  const [{ sent, again, timeouts, errors }] = service.calls;
  const late = Math.exp(-1.5);
  const p = late + (1 - late) * 0.1;
  expectShare(timeouts, sent, late);
  expectShare(errors, sent, p - late);
  expectShare(again, sent, p / (1 + p));
  const ended = service.failed + measured.deliveredInWindow;
  expectShare(service.failed, ended, p * p * p * p);
  // What arithmetic makes of it: tries, calls, and the mean of min(T, 150 ms) = 100 ms * (1 -
  // exp(-1.5)) for each call.
  const [{ failed, tries, sent: arithmetic, seconds }] = outcomesOf(model);
  expect(failed).toBeCloseTo(p * p * p * p, 9);
  expect(tries).toBeCloseTo(1 + p * p, 9);
  expect(arithmetic[0]).toBeCloseTo((1 + p) * (1 + p * p), 9);
  const call = 0.1 * (1 - late);
  const each = (1 + p) * call + p * 0.05;
  expect(seconds).toBeCloseTo((1 + p * p) * each + p * p * 0.011, 6);
  // The records that failed reach the topic of dead letters.
  expect(measured.series.topics?.[1].arrived[0]).toBe(service.failed);
});

/**
 * An external that always fails at once, called a second time after 100 ms times U on [0.5, 1.5),
 * but 100 ms at the most: half of the waits are 100 ms, the mean is 87.5 ms.
 */
test('a wait between calls is never longer than retry_backoff_max', () => {
  const model = modelOf(
    100,
    'threads: 1000, calls: { provider: { retries: 1, retry_backoff: 100 ms, retry_backoff_max: 100 ms, retry_jitter: 0.5 } }',
    'externals: { provider: { time: 1 us, fails: 100%, propagation: 0 s } }',
  );
  const waits: number[] = [];
  const observer: Observer = (what, _group, _producer, arrival, time) => {
    if (what === 'failed') waits.push(time - arrival);
  };
  expectAudits(shortTrial(model, { warmupSeconds: 0, windowSeconds: 20 }, observer));
  expect(Math.max(...waits)).toBeLessThan(0.1001);
  expectShare(waits.filter((wait) => wait >= 0.1).length, waits.length, 0.5);
  // Of a wait the deviation is 16.1 ms.
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  expect(Math.abs(mean - 0.0875)).toBeLessThan((4 * 0.0161) / Math.sqrt(waits.length));
  expect(outcomesOf(model)[0].seconds).toBeCloseTo(0.0875, 5);
});

/**
 * 60/s to an external of one server of mean 10 ms, exponential: M/M/1, a sojourn of 1 / (100 - 60)
 * = 25 ms.
 */
test('calls wait in one line for an external: M/M/1', () => {
  const measured = shortTrial(
    modelOf(
      60,
      'threads: 1000, calls: provider',
      'externals: { provider: { time: exponential(10 ms), concurrency: 1, propagation: 0 s } }',
    ),
    { warmupSeconds: 20, windowSeconds: 1000 },
  );
  expectAudits(measured);
  // Relaxation time 10 ms / (1 - sqrt 0.6)^2 = 0.2 s: some 2,500 independent stretches, a standard
  // error of about 2%.
  expect(Math.abs(stageMean(measured, 'calls') / 0.025 - 1)).toBeLessThan(0.08);
  const provider = measured.resources.find(({ name }) => name === 'externals.provider');
  expect((provider?.busySeconds ?? 0) / 1000).toBeCloseTo(0.6, 1);
});

/**
 * At most 3 calls in 1 server and 2 places: of M/M/1/3 at rho = 1 each number of 0..3 is as likely,
 * so a quarter is refused.
 */
test('a call that finds no place is answered by an error at once: M/M/1/3', () => {
  const measured = shortTrial(
    modelOf(
      100,
      'threads: 1000, calls: provider',
      'externals: { provider: { time: exponential(10 ms), concurrency: 1, queue_capacity: 2, propagation: 0 s } }',
    ),
    { warmupSeconds: 5, windowSeconds: 500 },
  );
  expectAudits(measured);
  const [{ failed, calls }] = measured.services ?? [];
  const [{ sent, errors }] = calls;
  expect(errors).toBe(failed);
  // Neighbors are alike over the time the number takes to change, about 1 / (2 - sqrt 2)^2
  // services: tenfold the variance.
  expect(Math.abs(errors / sent - 0.25)).toBeLessThan(4 * Math.sqrt((10 * 0.25 * 0.75) / sent));
});

/** Turns 10 ms apart for 80/s: the wait is that of M/D/1, 0.8 * 10 ms / (2 * 0.2) = 20 ms. */
test('a rate limit lets records begin in turns: M/D/1', () => {
  const measured = shortTrial(modelOf(80, 'threads: 1000, rate_limit: 100/s', ''), {
    warmupSeconds: 20,
    windowSeconds: 1000,
  });
  expectAudits(measured);
  expect(Math.abs(meanOf(measured, 'worker') / 0.02 - 1)).toBeLessThan(0.1);
});

/**
 * A bucket of 3 tokens that fills by 50/s, for a record each 10 ms: they begin when there is a
 * whole token.
 */
test('a burst of turns that nobody took', () => {
  const measured = shortTrial(
    modelOf(
      100,
      'threads: 1000, processing_time: 1 ms, rate_limit: { rate: 50/s, burst: 3 }',
      '',
      'constant',
    ),
    { warmupSeconds: 0, windowSeconds: 1 },
  );
  expectAudits(measured);
  const ends: number[] = [];
  let [tokens, since] = [3, 0];
  for (let record = 0; record < 100; record++) {
    const come = Math.max(since, 0.005 + record * 0.01);
    const held = Math.min(3, tokens + (come - since) * 50);
    const begin = held >= 1 - 1e-9 ? come : come + (1 - held) / 50;
    tokens = Math.max(held, 1) - 1;
    since = begin;
    if (begin + 0.001 < 1) ends.push(begin + 0.001);
  }
  expect(ends.length).toBeLessThan(60);
  expect(measured.deliveredInWindow).toBe(ends.length);
});

/**
 * Each record fails thrice: 3 * 10 ms and two pauses of 1 s, during which its partition stands
 * still.
 */
test('tries in place hold back what comes behind in their partition', () => {
  const measured = shortTrial(
    modelOf(
      10,
      'threads: 8, concurrency: partition, processing_time: 10 ms, fails: 100%, on_failure: { attempts: 3, pause: 1 s, to: dead, linger: 0 s }',
      '',
      'constant',
    ),
    { warmupSeconds: 0, windowSeconds: 21 },
  );
  expectAudits(measured);
  const [{ failed }] = measured.services ?? [];
  expect(failed).toBe(Math.floor((21 - 0.05) / 2.03));
  expect(measured.deliveredInWindow).toBe(0);
  const free = shortTrial(
    modelOf(
      10,
      'threads: 100, processing_time: 10 ms, fails: 100%, on_failure: { attempts: 3, pause: 1 s }',
      '',
      'constant',
    ),
    { warmupSeconds: 0, windowSeconds: 21 },
  );
  // They come at 0.05, 0.15, ... s and are done 2.03 s later.
  expect(free.services?.[0].failed).toBe(Math.ceil((21 - 2.03 - 0.05) / 0.1));
});

/**
 * A service of one thread that works 10 ms (exponential), then asks one for 5 ms and, for half of
 * what it answers, another for 10 ms, its thread waiting: S = T + 5 ms + B * 10 ms, E[S] = 20 ms,
 * Var S = 100 + 25 ms^2. At 25/s it is an M/G/1 at 0.5: a wait of 25 * (400 + 125) / (2 * 0.5) =
 * 13.125 ms (Pollaczek-Khinchine), a call of 33.125 ms.
 */
test('network/world/services: a service that calls others keeps its thread until the last has answered: M/G/1', () => {
  const model = modelOf(
    25,
    'threads: 1000, calls: payment',
    `externals: { payment: { time: exponential(10 ms), concurrency: 1, propagation: 0 s, calls: { fraud: {}, ledger: { share: 50% } } },
  fraud: { time: 5 ms, propagation: 0 s }, ledger: { time: 10 ms, concurrency: 8, propagation: 0 s } }`,
  );
  const measured = shortTrial(model, { warmupSeconds: 20, windowSeconds: 2000 });
  expectAudits(measured);
  // 50,000 calls, of neighbors alike over some ten of them: a standard error of about 1.5%.
  expect(Math.abs(stageMean(measured, 'calls') / 0.033125 - 1)).toBeLessThan(0.06);
  const seconds = (name: string): number =>
    (measured.resources.find((each) => each.name === name)?.busySeconds ?? 0) / 2000;
  expect(seconds('externals.payment')).toBeCloseTo(0.5, 1);
  expect(seconds('externals.ledger')).toBeCloseTo(0.125, 2);
  const [{ calls, ended, failed }] = measured.innerServices ?? [];
  expectShare(calls[1].sent, ended, 0.5);
  expect(failed).toBe(0);
  // Arithmetic: what a thread of the group waits, and what each server is offered.
  expect(outcomesOf(model)[0].seconds).toBeCloseTo(0.02, 9);
  const offered = (name: string): number | undefined =>
    offeredLoad(model).resources.find((each) => each.name === name)?.utilization;
  expect(offered('externals.payment')).toBeCloseTo(0.5, 9);
  expect(offered('externals.ledger')).toBeCloseTo(0.125 / 8, 9);
});

/**
 * Of a service's calls a fifth fails for want of the one behind it, made twice; those are answered
 * by an error and ask nobody else: 1 - 0.2^2 of its calls go on to the last.
 */
test('an answer is an error where what it called has failed for the last time', () => {
  const model = modelOf(
    500,
    'threads: 1000, calls: { payment: {} }, on_failure: { to: dead }',
    `externals: { payment: { time: 1 ms, propagation: 0 s, calls: { fraud: { retries: 1, retry_backoff: 2 ms, retry_jitter: 0 }, ledger: {} } },
  fraud: { time: 1 ms, fails: 20%, propagation: 0 s }, ledger: { time: 1 ms, propagation: 0 s } }`,
  );
  const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 40 });
  expectAudits(measured);
  const [{ failed, calls: own }] = measured.services ?? [];
  const [inner] = measured.innerServices ?? [];
  const [fraud, ledger] = inner.calls;
  expectShare(fraud.errors, fraud.sent, 0.2);
  expectShare(fraud.again, fraud.sent, 0.2 / 1.2);
  expectShare(inner.failed, inner.ended, 0.04);
  expectShare(ledger.sent, inner.ended, 0.96);
  expect(own[0].errors).toBe(failed);
  expectShare(failed, failed + measured.deliveredInWindow, 0.04);
  // 1 ms; once or twice 1 ms, and 2 ms between; 1 ms of the last for 0.96.
  const [outcome] = outcomesOf(model);
  expect(outcome.failed).toBeCloseTo(0.04, 9);
  expect(outcome.seconds).toBeCloseTo(0.001 + 0.0012 + 0.2 * 0.002 + 0.00096, 9);
});
