/**
 * Closed forms against each other, against published values, and against chains solved by plain
 * arithmetic: a queue as a Markov chain cut off far out, its balance equations iterated until they
 * hold.
 */
import { describe, expect, test } from 'vitest';
import * as batchArrivals from '../../../src/analysis/closedForm/batchArrivals.js';
import * as breakdowns from '../../../src/analysis/closedForm/breakdowns.js';
import * as clearing from '../../../src/analysis/closedForm/clearing.js';
import { forkJoinMeanSojourn } from '../../../src/analysis/closedForm/forkJoin.js';
import * as gim1 from '../../../src/analysis/closedForm/gim1.js';
import * as jackson from '../../../src/analysis/closedForm/jackson.js';
import * as md1 from '../../../src/analysis/closedForm/md1.js';
import * as mg1 from '../../../src/analysis/closedForm/mg1.js';
import * as mm1 from '../../../src/analysis/closedForm/mm1.js';
import * as mmc from '../../../src/analysis/closedForm/mmc.js';
import * as mmck from '../../../src/analysis/closedForm/mmck.js';
import { meanValueAnalysis } from '../../../src/analysis/closedForm/mva.js';
import { priorityMeanWaits } from '../../../src/analysis/closedForm/priorities.js';
import * as spitzer from '../../../src/analysis/closedForm/spitzer.js';
import * as tokenBucket from '../../../src/analysis/closedForm/tokenBucket.js';
import { secondMoment, transformOf } from '../../../src/analysis/closedForm/transforms.js';
import { mean, quantile, type Distribution } from '../../../src/statistics/index.js';

const SHARES = [0.5, 0.95, 0.99];
const EXPONENTIAL: Distribution = { kind: 'exponential', mean: 1 };

function near(measured: number, expected: number, relative = 1e-6): void {
  expect(Math.abs(measured - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('M/M/1', () => {
  test('asymptotic variance of the mean number, by the sum for birth-death chains', () => {
    // 2 sum_j (sum_{i<=j} (i - L) p(i))^2 / (lambda p(j)): Whitt 1992, "Asymptotic formulas for
    // Markov processes".
    const rho = 0.8;
    let share = 1 - rho;
    let below = 0;
    let sum = 0;
    for (let j = 0; j < 120; j++) {
      below += (j - rho / (1 - rho)) * share;
      sum += (2 * below * below) / (rho * share);
      share *= rho;
    }
    near(mm1.mm1NumberAsymptoticVariance(rho, 1), sum, 1e-6);
    // That of the mean wait has no such sum; its scores in the theory suite have variance 1 over
    // many seeds.
    near(mm1.mm1WaitAsymptoticVariance(rho, 1), 1976, 1e-3);
  });

  test('is M/M/c, M/M/c/K and GI/M/1 with one server, no limit, Poisson arrivals', () => {
    const queue = { arrivalsPerSecond: 0.8, meanServiceSeconds: 1, servers: 1 };
    const poisson = { arrivals: (s: number): number => 0.8 / (0.8 + s), mu: 1 };
    near(gim1.gim1Root(poisson), 0.8);
    for (const p of SHARES) {
      const wait = mm1.mm1WaitQuantile(0.8, 1, p);
      const sojourn = mm1.mm1SojournQuantile(0.8, 1, p);
      near(mmc.mmcWaitQuantile(queue, p), wait);
      near(mmc.mmcSojournQuantile(queue, p), sojourn);
      near(mmck.mmckWaitQuantile({ ...queue, places: 400 }, p), wait);
      near(mmck.mm1kSojournQuantile({ ...queue, places: 400 }, p), sojourn);
      near(gim1.gim1WaitQuantile(poisson, p), wait);
      near(gim1.gim1SojournQuantile(poisson, p), sojourn);
    }
  });
});

describe('analysis/closedForm/mmc: M/M/c', () => {
  test('the tail of the time in system integrates to its mean; equal rates have the limit', () => {
    // With c = 2 and lambda = mu, theta = mu.
    for (const lambda of [1.6, 1, 1 + 1e-7]) {
      const queue = { arrivalsPerSecond: lambda, meanServiceSeconds: 1, servers: 2 };
      const step = 0.001;
      let area = 0;
      for (let t = step / 2; t < 80; t += step) area += mmc.mmcSojournTail(queue, t) * step;
      near(area, mmc.mmcMeanSojourn(queue), 1e-5);
    }
  });

  test('analysis/closedForm/mmck: a full M/M/c/c loses what Erlang B says', () => {
    const queue = { arrivalsPerSecond: 4, meanServiceSeconds: 1, servers: 5, places: 5 };
    near(mmck.mmckLost(queue), mmc.erlangB(4, 5), 1e-12);
    near(mmck.mmckMeanSojourn(queue), 1, 1e-12);
  });
});

describe('analysis/closedForm/md1: M/D/1', () => {
  test.each([0.3, 0.5, 0.8, 0.95])('Franx is Crommelin where that has digits: rho %d', (rho) => {
    for (const t of [0, 0.4, 1, 2.5, 3.3, 6.7]) {
      // Crommelin 1932: (1 - rho) sum_{k<=t} (-lambda (t-k))^k / k! e^(lambda (t-k)), D = 1.
      let sum = 0;
      let factorial = 1;
      for (let k = 0; k <= Math.floor(t); k++) {
        if (k > 0) factorial *= k;
        const y = rho * (t - k);
        sum += (Math.pow(-y, k) / factorial) * Math.exp(y);
      }
      near(md1.md1WaitCdf(rho, 1, t), (1 - rho) * sum, 1e-9);
    }
  });

  test('the mean from the tail is Pollaczek and Khinchine', () => {
    let area = 0;
    for (let t = 0.005; t < 60; t += 0.01) area += (1 - md1.md1WaitCdf(0.8, 1, t)) * 0.01;
    near(area, 2, 1e-3);
    near(mg1.mg1MeanWait(0.8, { kind: 'constant', value: 1 }), 2, 1e-12);
  });
});

describe('analysis/closedForm/transforms: inverted transforms', () => {
  const LAWS: readonly Distribution[] = [
    EXPONENTIAL,
    { kind: 'erlang', shape: 4, mean: 1 },
    { kind: 'gamma', shape: 0.5, mean: 1 },
    { kind: 'hyperexponential', probability: 0.2, mean1: 3, mean2: 0.5 },
    { kind: 'lognormal', mean: 1, cv: 0.8 },
  ];

  test.each(LAWS)('%o: back to its own quantiles and second moment', (law) => {
    const transform = transformOf(law);
    for (const p of SHARES) near(mg1.transformQuantile(transform, 1, p, 1), quantile(law, p), 1e-5);
    // E[X^2] = second derivative at 0.
    const at = (s: number): number => transform({ re: s, im: 0 }).re;
    const h = 1e-3;
    near((at(2 * h) - 2 * at(h) + 1) / (h * h), secondMoment(law), 0.02);
  });

  test('M/M/1 by inversion is M/M/1', () => {
    for (const p of SHARES) {
      near(mg1.mg1WaitQuantile(0.9, EXPONENTIAL, p), mm1.mm1WaitQuantile(0.9, 1, p));
      near(mg1.mg1SojournQuantile(0.9, EXPONENTIAL, p), mm1.mm1SojournQuantile(0.9, 1, p));
    }
  });

  test('analysis/closedForm/mg1: M/U/1: constant service is its limit', () => {
    const nearlyConstant: Distribution = { kind: 'uniform', low: 0.9999, high: 1.0001 };
    for (const p of [0.95, 0.99]) {
      near(mg1.mg1WaitQuantile(0.8, nearlyConstant, p), md1.md1WaitQuantile(0.8, 1, p), 1e-3);
    }
  });
});

test('analysis/closedForm/gim1: GI/M/1: published roots and what on-off arrivals become', () => {
  near(gim1.gim1Root({ arrivals: gim1.constantGaps(0.8), mu: 1 }), 0.62863, 1e-5);
  // Without an off phase they are Poisson; Erlang gaps of one phase are, too.
  near(gim1.gim1Root({ arrivals: gim1.onOffGaps(0.8, 5, 1e-9), mu: 1 }), 0.8);
  near(gim1.gim1Root({ arrivals: gim1.erlangGaps(0.8, 1), mu: 1 }), 0.8);
  // The mean gap is minus the transform's slope at 0.
  const gaps = gim1.onOffGaps(0.8, 5, 7);
  near((1 - gaps(1e-6)) / 1e-6, 1.25, 1e-4);
});

describe('analysis/closedForm/batchArrivals: batch arrivals', () => {
  test('batches of one are M/M/1; five at 0.8 wait 14 services', () => {
    const single = { batchesPerSecond: 0.8, size: 1, service: EXPONENTIAL };
    near(batchArrivals.batchWaitQuantile(single, 0.95), mm1.mm1WaitQuantile(0.8, 1, 0.95));
    near(batchArrivals.batchMeanWait({ ...single, batchesPerSecond: 0.16, size: 5 }), 14, 1e-12);
  });

  test('the tails integrate to the mean', () => {
    const exact = (t: number): number => batchArrivals.batchConstantWaitTail(0.16, 5, 1, t);
    let area = 0;
    for (let t = 0.01; t < 250; t += 0.02) area += exact(t) * 0.02;
    const service: Distribution = { kind: 'constant', value: 1 };
    const queue = { batchesPerSecond: 0.16, size: 5, service };
    near(area, batchArrivals.batchMeanWait(queue), 1e-4);
  });
});

test('priorities: one class is M/G/1; the mean over the load does not depend on the order (Kleinrock)', () => {
  const law: Distribution = { kind: 'erlang', shape: 3, mean: 1 };
  near(priorityMeanWaits([{ lambda: 0.8, service: law }])[0], mg1.mg1MeanWait(0.8, law), 1e-12);
  const slow = { lambda: 0.1, service: { kind: 'exponential', mean: 4 } } as const;
  const fast = { lambda: 0.4, service: law };
  const [a, b] = priorityMeanWaits([fast, slow]);
  const [c, d] = priorityMeanWaits([slow, fast]);
  near(a * 0.4 + b * 0.4, c * 0.4 + d * 0.4, 1e-12);
});

test('analysis/closedForm/jackson: networks: rates, and a tandem as hypoexponential or Erlang', () => {
  const one = { outsidePerSecond: 0.5, meanServiceSeconds: 1, servers: 1, routing: [0.5, 0.25] };
  const two = { outsidePerSecond: 0, meanServiceSeconds: 1, servers: 1, routing: [0.4, 0] };
  // lambda_0 = 0.5 + 0.5 lambda_0 + 0.4 lambda_1, lambda_1 = 0.25 lambda_0: lambda_0 = 1.25.
  const rates = jackson.jacksonRates([one, two]);
  near(rates[0], 1.25, 1e-12);
  near(rates[1], 0.3125, 1e-12);
  for (const p of SHARES) {
    const alike = jackson.tandemAlikeQuantile(0.8, 1, 2, p);
    near(jackson.tandemQuantile(0.8, [1, 1 + 1e-5], p), alike, 1e-4);
  }
  near(jackson.tandemAlikeQuantile(0.8, 1, 3, 0.99), 42.03, 1e-4);
});

test('mean value analysis: published values, and a birth-death chain', () => {
  const network = { customers: 10, thinkSeconds: 1, demandsSeconds: [0.3, 0.2, 0.1] };
  near(meanValueAnalysis(network).throughputPerSecond, 3.193706, 1e-6);
  near(meanValueAnalysis({ ...network, customers: 50 }).throughputPerSecond, 1 / 0.3, 1e-6);
  // One station and N callers is the machine repair model: p(n) in proportion to N! / (N-n)!
  // (S/Z)^n.
  let weight = 1;
  let total = 1;
  for (let n = 1; n <= 5; n++) total += weight *= (6 - n) * (1 / 4);
  const { throughputPerSecond } = meanValueAnalysis({
    customers: 5,
    thinkSeconds: 4,
    demandsSeconds: [1],
  });
  near(throughputPerSecond, 1 - 1 / total, 1e-12);
});

/**
 * Stationary distribution of a chain on `states`, by uniformized steps from `start` until nothing
 * moves.
 */
function stationary(size: number, rates: (from: number, add: Flow) => void): Float64Array {
  const flows: { from: number; to: number; rate: number }[] = [];
  const out = new Float64Array(size);
  for (let from = 0; from < size; from++) {
    rates(from, (to, rate) => {
      if (rate > 0 && to < size) {
        flows.push({ from, to, rate });
        out[from] += rate;
      }
    });
  }
  // Gauss-Seidel on the balance equations: p(j) = inflow(j) / out(j).
  const into: { from: number; rate: number }[][] = Array.from({ length: size }, () => []);
  for (const { from, to, rate } of flows) into[to].push({ from, rate });
  const p = new Float64Array(size).fill(1 / size);
  for (let round = 0; round < 20_000; round++) {
    let moved = 0;
    for (let to = 0; to < size; to++) {
      const inflow = into[to].reduce((sum, { from, rate }) => sum + p[from] * rate, 0);
      const next = inflow / out[to];
      moved = Math.max(moved, Math.abs(next - p[to]));
      p[to] = next;
    }
    const total = p.reduce((sum, share) => sum + share, 0);
    for (let state = 0; state < size; state++) p[state] /= total;
    if (moved < 1e-14) break;
  }
  return p;
}

type Flow = (to: number, rate: number) => void;

test('fork-join of two: the mean by the chain of both queue lengths', () => {
  const [lambda, mu, size] = [0.5, 1, 45];
  const p = stationary(size * size, (state, add) => {
    const [one, two] = [Math.floor(state / size), state % size];
    if (one + 1 < size && two + 1 < size) add(state + size + 1, lambda);
    if (one > 0) add(state - size, mu);
    if (two > 0) add(state - 1, mu);
  });
  // A job is inside until both are done: as many as the longer queue has. Then Little.
  let inside = 0;
  p.forEach((share, state) => (inside += share * Math.max(Math.floor(state / size), state % size)));
  near(forkJoinMeanSojourn(lambda, mu), inside / lambda, 1e-5);
});

describe('analysis/closedForm/breakdowns: a server that fails', () => {
  const queue = { lambda: 0.5, mu: 1, failuresPerSecond: 0.05, repairsPerSecond: 0.2 };
  const { lambda, mu, failuresPerSecond, repairsPerSecond } = queue;

  test.each([true, false])('mean number by its chain; only while busy: %s', (onlyWhileBusy) => {
    // State: 2 n + (1 when down).
    const p = stationary(800, (state, add) => {
      const up = state % 2 === 0;
      add(state + 2, lambda);
      if (up && state >= 2) add(state - 2, mu);
      if (up && (state >= 2 || !onlyWhileBusy)) add(state + 1, failuresPerSecond);
      if (!up) add(state - 1, repairsPerSecond);
    });
    let number = 0;
    p.forEach((share, state) => (number += share * Math.floor(state / 2)));
    const expected = onlyWhileBusy
      ? breakdowns.activeBreakdownsMeanSojourn(queue)
      : breakdowns.independentBreakdownsMeanSojourn(queue);
    near(expected, number / lambda, 1e-6);
  });

  test('without failures it is M/M/1', () => {
    const sound = { ...queue, failuresPerSecond: 0 };
    near(breakdowns.independentBreakdownsMeanSojourn(sound), 2, 1e-12);
    near(breakdowns.activeBreakdownsSojournQuantile(sound, 0.99), -Math.log(0.01) * 2);
    near(clearing.clearingRoot(sound), 0.5, 1e-12);
    near(clearing.clearingSojournRate(sound), 0.5, 1e-12);
  });

  test('clearing: the share lost and the mean time by its chain', () => {
    const p = stationary(400, (state, add) => {
      // State 0 is down; 1 + n is up with n.
      if (state === 0) {
        add(1, repairsPerSecond);
        return;
      }
      add(state + 1, lambda);
      if (state >= 2) add(state - 1, mu);
      add(0, failuresPerSecond);
    });
    let number = 0;
    p.forEach((share, state) => (number += share * Math.max(0, state - 1)));
    const lost = p[0] + (failuresPerSecond * number) / lambda;
    near(clearing.clearingLost(queue), lost, 1e-9);
    // One that finds n is served with probability q^(n+1), after Erlang(n + 1, mu + f).
    const q = mu / (mu + failuresPerSecond);
    let served = 0;
    let time = 0;
    for (let n = 0; n < 390; n++) {
      const share = p[n + 1] * Math.pow(q, n + 1);
      served += share;
      time += (share * (n + 1)) / (mu + failuresPerSecond);
    }
    near(1 / clearing.clearingSojournRate(queue), time / served, 1e-9);
  });
});

describe('token bucket', () => {
  test('of one token is a server without a queue; a large one drops the excess', () => {
    near(tokenBucket.tokenBucketDropped(0.8, 1, 1), mmc.erlangB(0.8, 1), 1e-12);
    near(tokenBucket.tokenBucketDropped(1.2, 1, 1000), 1 - 1 / 1.2, 1e-3);
  });

  test('of two tokens, by hand', () => {
    // M/D/1/2 as departures leave it: a(0) = e^-rho stays empty. q(0) = a(0), loss = 1 - 1 /
    // (q(0) + rho).
    near(tokenBucket.tokenBucketDropped(0.8, 1, 2), 1 - 1 / (Math.exp(-0.8) + 0.8), 1e-12);
  });
});

describe("analysis/closedForm/spitzer: Spitzer's transient", () => {
  test('grows to the steady state', () => {
    const waits = spitzer.spitzerMeanWaits(spitzer.mm1PositivePart(0.5, 1), 400);
    near(waits[400], 1, 1e-6);
    const constant = spitzer.spitzerMeanWaits(spitzer.md1PositivePart(0.5, 1), 400);
    near(constant[400], 0.5, 1e-6);
    const gaps = spitzer.spitzerMeanWaits(spitzer.dm1PositivePart(2, 1), 400);
    const queue = { arrivals: gim1.constantGaps(0.5), mu: 1 };
    near(gaps[400], gim1.gim1MeanSojourn(queue) - 1, 1e-6);
  });

  test('the second customer waits E[(S - A)^+]', () => {
    // M/M/1: P(S > A) / mu = lambda / (lambda + mu) / mu.
    near(spitzer.mm1PositivePart(0.8, 1)(1), 0.8 / 1.8, 1e-12);
    near(spitzer.dm1PositivePart(1.25, 1)(1), Math.exp(-1.25), 1e-9);
    near(spitzer.md1PositivePart(0.8, 1)(1), 1 - (1 - Math.exp(-0.8)) / 0.8, 1e-9);
  });
});

test('the laws used have the means that they say', () => {
  near(mean({ kind: 'hyperexponential', probability: 0.2, mean1: 3, mean2: 0.5 }), 1, 1e-12);
});
