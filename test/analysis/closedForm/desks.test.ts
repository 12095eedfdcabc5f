/** Closed forms of the field's queues, against others that are their special cases, or chains. */
import { expect, test } from 'vitest';
import { blockedThroughput } from '../../../src/analysis/closedForm/blocking.js';
import { mg1SojournQuantile } from '../../../src/analysis/closedForm/mg1.js';
import { mm1MeanSojourn, mm1SojournQuantile } from '../../../src/analysis/closedForm/mm1.js';
import { mmcMeanSojourn } from '../../../src/analysis/closedForm/mmc.js';
import { mmckLost } from '../../../src/analysis/closedForm/mmck.js';
import {
  patienceShareLeft,
  patienceWaitQuantile,
} from '../../../src/analysis/closedForm/patience.js';
import {
  firstSojournQuantile,
  preemptiveMeanSojourns,
} from '../../../src/analysis/closedForm/preemption.js';
import {
  retrialMeanSojourn,
  retrialShareAgain,
} from '../../../src/analysis/closedForm/retrials.js';
import {
  unlikeMeanSojourn,
  unlikeWaitQuantile,
} from '../../../src/analysis/closedForm/unlikeServers.js';
import {
  pausingMeanSojourn,
  pausingSojournQuantile,
} from '../../../src/analysis/closedForm/vacations.js';
import { SHORTEST_OF_TWO } from '../../../src/proof/theory/shortestQueues.js';

const service = { kind: 'exponential', mean: 1 } as const;

/** Erlang A as a birth-death chain: deaths min(n, c) + max(0, n - c) / patience. */
function leftByChain(lambda: number, servers: number, patience: number): number {
  let [weight, sum, leaving] = [1, 1, 0];
  for (let inside = 1; inside < 500; inside++) {
    const waiting = Math.max(0, inside - servers);
    weight *= lambda / (Math.min(inside, servers) + waiting / patience);
    sum += weight;
    leaving += (weight * waiting) / patience;
  }
  return leaving / sum / lambda;
}

test('analysis/closedForm/patience: Erlang A as a chain; without patience Erlang B; with much, nobody leaves', () => {
  for (const [lambda, servers, seconds] of [
    [0.5, 1, 2],
    [6, 5, 2],
    [4, 5, 0.3],
  ]) {
    const queue = { lambda, mu: 1, servers, patience: { kind: 'exponential', seconds } } as const;
    expect(patienceShareLeft(queue)).toBeCloseTo(leftByChain(lambda, servers, seconds), 6);
  }
  const impatient = { kind: 'constant', seconds: 1e-9 } as const;
  const lost = mmckLost({ arrivalsPerSecond: 4, meanServiceSeconds: 1, servers: 5, places: 5 });
  const queue = { lambda: 4, mu: 1, servers: 5 };
  expect(patienceShareLeft({ ...queue, patience: impatient })).toBeCloseTo(lost, 6);
  const patient = {
    ...queue,
    servers: 1,
    lambda: 0.8,
    patience: { kind: 'constant', seconds: 60 },
  } as const;
  expect(patienceShareLeft(patient)).toBeLessThan(1e-5);
  // M/M/1: P(W > t) = 0.8 exp(-0.2 t).
  expect(patienceWaitQuantile(patient, 0.95)).toBeCloseTo(Math.log(0.8 / 0.05) / 0.2, 2);
});

test('analysis/closedForm/preemption: one class is M/G/1; the last class of several, with Cobham', () => {
  const one = [{ lambda: 0.7, service }];
  expect(preemptiveMeanSojourns(one)[0]).toBeCloseTo(mm1MeanSojourn(0.7, 1), 12);
  expect(firstSojournQuantile(one, 0.95)).toBeCloseTo(mg1SojournQuantile(0.7, service, 0.95), 8);
  // Kleinrock's conservation law for exponential services of one rate: sum of rho T is that of
  // FIFO.
  const classes = [0.2, 0.3, 0.3].map((lambda) => ({ lambda, service }));
  const all = preemptiveMeanSojourns(classes).reduce(
    (sum, time, index) => sum + time * classes[index].lambda,
    0,
  );
  expect(all).toBeCloseTo(0.8 * mm1MeanSojourn(0.8, 1), 12);
});

test('analysis/closedForm/vacations: of no length M/M/1; means are those of the transforms', () => {
  const none = { kind: 'constant', value: 1e-9 } as const;
  for (const kind of ['vacation', 'set_up'] as const) {
    const queue = { lambda: 0.6, service, pause: none, kind };
    expect(pausingMeanSojourn(queue)).toBeCloseTo(mm1MeanSojourn(0.6, 1), 6);
    expect(pausingSojournQuantile(queue, 0.9)).toBeCloseTo(mm1SojournQuantile(0.6, 1, 0.9), 5);
    // The mean as the integral of the quantiles.
    const long = { ...queue, pause: { kind: 'exponential', mean: 2 } as const };
    let sum = 0;
    for (let panel = 0; panel < 400; panel++)
      sum += pausingSojournQuantile(long, (panel + 0.5) / 400);
    expect(Math.abs(sum / 400 / pausingMeanSojourn(long) - 1)).toBeLessThan(0.01);
  }
});

test('unlike servers that are alike are M/M/2, but that the first is taken first', () => {
  const queue = { arrivalsPerSecond: 1.6, meanServiceSeconds: 1, servers: 2 };
  const alike = { lambda: 1.6, fast: 1, slow: 1 };
  expect(unlikeMeanSojourn(alike)).toBeCloseTo(mmcMeanSojourn(queue), 10);
  expect(unlikeWaitQuantile({ lambda: 1.6, fast: 1.999999, slow: 1e-6 }, 0.9)).toBeCloseTo(
    Math.log(0.8 / 0.1) / 0.4,
    3,
  );
});

test('retrials at once are a queue; blocking without room at the second is two thirds', () => {
  const soon = { lambda: 0.6, mu: 1, retriesPerSecond: 1e9 };
  expect(retrialMeanSojourn(soon)).toBeCloseTo(mm1MeanSojourn(0.6, 1), 6);
  expect(retrialShareAgain({ ...soon, retriesPerSecond: 1e-9 })).toBeCloseTo(0.6, 6);
  expect(blockedThroughput(1, 1, 1)).toBeCloseTo(2 / 3, 12);
  expect(blockedThroughput(3, 1, 10_000)).toBeCloseTo(1, 9);
});

/** A call joins the shorter, either where they are alike; utilization 0.5, each at most 30. */
test('the shorter of two queues, solved again', () => {
  const size = 31;
  const into = Array.from({ length: size * size }, (): [number, number][] => []);
  const out = new Float64Array(size * size);
  const move = (from: number, a: number, b: number, rate: number): void => {
    if (Math.min(a, b) < 0 || Math.max(a, b) >= size || rate === 0) return;
    into[a * size + b].push([from, rate]);
    out[from] += rate;
  };
  for (let from = 0; from < size * size; from++) {
    const [a, b] = [Math.floor(from / size), from % size];
    const first = a < b ? 1 : a === b ? 0.5 : 0;
    move(from, a + 1, b, first);
    move(from, a, b + 1, 1 - first);
    move(from, a - 1, b, 1);
    move(from, a, b - 1, 1);
  }
  const p = new Float64Array(size * size).fill(1);
  for (let sweep = 0; sweep < 1000; sweep++) {
    into.forEach((all, state) => {
      p[state] = all.reduce((sum, [from, rate]) => sum + p[from] * rate, 0) / out[state];
    });
  }
  const all = p.reduce((sum, each) => sum + each, 0);
  const inside = p.reduce((sum, each, at) => sum + each * (Math.floor(at / size) + (at % size)), 0);
  expect(inside / all).toBeCloseTo(SHORTEST_OF_TWO[0.5].sojourn, 6);
});
