/**
 * Queues and networks that the model language does not say, on the engine's stations and event
 * list.
 */
import * as batchArrivals from '../../analysis/closedForm/batchArrivals.js';
import * as breakdowns from '../../analysis/closedForm/breakdowns.js';
import { forkJoinMeanSojourn } from '../../analysis/closedForm/forkJoin.js';
import { erlangGaps, type GIM1 } from '../../analysis/closedForm/gim1.js';
import { mm1SojournQuantile } from '../../analysis/closedForm/mm1.js';
import { priorityMeanWaits } from '../../analysis/closedForm/priorities.js';
import * as spitzer from '../../analysis/closedForm/spitzer.js';
import type { Distribution } from '../../statistics/index.js';
import { gim1Claims } from './directCases.js';
import { customersAt, LOADS, meanOf, quantilesOf, ratioOf, warmUp } from './loads.js';
import { REPLICATIONS, type Recipe, type TheoryCase } from './theoryCase.js';

/** Service of mean 1 s. */
const EXPONENTIAL: Distribution = { kind: 'exponential', mean: 1 };
const CONSTANT: Distribution = { kind: 'constant', value: 1 };
const BATCH = 5;

export function engineCases(): TheoryCase[] {
  return [
    ...LOADS.map(e2m1Case),
    ...LOADS.map(batchCase),
    ...LOADS.map(batchConstantCase),
    ...LOADS.map((load) => priorityCase(load, 'M')),
    ...LOADS.map((load) => priorityCase(load, 'D')),
    ...LOADS.map(forkJoinCase),
    ...LOADS.flatMap(breakdownCases),
    ...transientCases(),
  ];
}

function engineCase(
  family: string,
  load: number,
  customersPerSecond: number,
  variability: number,
  recipe: Recipe,
  claims: TheoryCase['claims'],
): TheoryCase {
  return {
    family,
    name: `${family} at ${load}`,
    recipe,
    warmupSeconds: warmUp(load, 1, variability),
    windowSeconds: customersAt(load, variability) / REPLICATIONS / customersPerSecond,
    claims,
  };
}

function e2m1Case(load: number): TheoryCase {
  const gaps: Distribution = { kind: 'erlang', shape: 2, mean: 1 / load };
  const queue: GIM1 = { arrivals: erlangGaps(load, 2), mu: 1 };
  const recipe: Recipe = { kind: 'queue', gaps, batch: 1, service: EXPONENTIAL, servers: 1 };
  return engineCase('E2/M/1', load, load, 1, recipe, gim1Claims(queue, 'wait'));
}

function batches(load: number, service: Distribution): Recipe {
  const gaps: Distribution = { kind: 'exponential', mean: BATCH / load };
  return { kind: 'queue', gaps, batch: BATCH, service, servers: 1 };
}

function batchCase(load: number): TheoryCase {
  const queue = { batchesPerSecond: load / BATCH, size: BATCH, service: EXPONENTIAL };
  return engineCase('M[5]/M/1', load, load, (BATCH + 1) / 2, batches(load, EXPONENTIAL), [
    meanOf('wait', batchArrivals.batchMeanWait(queue)),
    ratioOf('utilization', load),
    ...quantilesOf('wait', (p) => batchArrivals.batchWaitQuantile(queue, p)),
  ]);
}

function batchConstantCase(load: number): TheoryCase {
  const queue = { batchesPerSecond: load / BATCH, size: BATCH, service: CONSTANT };
  const quantile = (p: number): number =>
    batchArrivals.batchConstantWaitQuantile(queue.batchesPerSecond, BATCH, 1, p);
  // Up to 4 s the law has steps of (1 - rho) / 5.
  const claims = quantilesOf('wait', quantile).filter(({ expected }) => expected > BATCH - 0.9);
  return engineCase('M[5]/D/1', load, load, BATCH / 2, batches(load, CONSTANT), [
    meanOf('wait', batchArrivals.batchMeanWait(queue)),
    ...claims,
  ]);
}

/** Three classes with 20%, 30% and 50% of the load. */
function priorityCase(load: number, law: 'M' | 'D'): TheoryCase {
  const service = law === 'M' ? EXPONENTIAL : CONSTANT;
  const classes = [0.2, 0.3, 0.5].map((share) => ({ lambda: share * load, service }));
  const claims = priorityMeanWaits(classes).map((wait, index) => meanOf(`wait ${index}`, wait));
  return engineCase(`M/${law}/1 priorities`, load, load, 1, { kind: 'priority', classes }, claims);
}

function forkJoinCase(load: number): TheoryCase {
  const recipe: Recipe = { kind: 'fork_join', lambda: load, service: EXPONENTIAL, branches: 2 };
  return engineCase('fork-join of 2', load, load, 1, recipe, [
    meanOf('sojourn', forkJoinMeanSojourn(load, 1)),
    ...quantilesOf('branch sojourn', (p) => mm1SojournQuantile(load, 1, p), [0.99]),
  ]);
}

/**
 * Up for 20 s and down for 5 s on average: the server has 80% of its time, of which `load` is used.
 */
function breakdownCases(load: number): TheoryCase[] {
  const queue = { lambda: 0.8 * load, mu: 1, failuresPerSecond: 0.05, repairsPerSecond: 0.2 };
  const recipe = {
    kind: 'breakdown',
    lambda: queue.lambda,
    service: EXPONENTIAL,
    timeToFailure: { kind: 'exponential', mean: 20 },
    timeToRepair: { kind: 'exponential', mean: 5 },
  } as const;
  const active: Recipe = { ...recipe, onlyWhileBusy: true };
  const always: Recipe = { ...recipe, onlyWhileBusy: false };
  const { lambda } = queue;
  return [
    engineCase('M/M/1 breakdowns while busy', load, lambda, 2, active, [
      meanOf('sojourn', breakdowns.activeBreakdownsMeanSojourn(queue)),
      ...quantilesOf('sojourn', (p) => breakdowns.activeBreakdownsSojournQuantile(queue, p)),
    ]),
    engineCase('M/M/1 breakdowns', load, lambda, 2, always, [
      meanOf('sojourn', breakdowns.independentBreakdownsMeanSojourn(queue)),
    ]),
  ];
}

/** 20 points on each of three ways from an empty queue to the steady state, at utilization 0.8. */
function transientCases(): TheoryCase[] {
  const after = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 60, 75, 90, 110];
  const poisson: Distribution = { kind: 'exponential', mean: 1.25 };
  const constantGaps: Distribution = { kind: 'constant', value: 1.25 };
  const kinds: readonly (readonly [string, Distribution, Distribution, (k: number) => number])[] = [
    ['M/M/1', poisson, EXPONENTIAL, spitzer.mm1PositivePart(0.8, 1)],
    ['D/M/1', constantGaps, EXPONENTIAL, spitzer.dm1PositivePart(1.25, 1)],
    ['M/D/1', poisson, CONSTANT, spitzer.md1PositivePart(0.8, 1)],
  ];
  return kinds.map(([name, gaps, service, positivePart]) => {
    const waits = spitzer.spitzerMeanWaits(positivePart, 110);
    return {
      family: 'transient (Spitzer)',
      name: `transient ${name} at 0.8`,
      recipe: { kind: 'transient', gaps, service, after, runs: 32_000 },
      warmupSeconds: 0,
      windowSeconds: 1,
      claims: after.map((n) => ratioOf(`wait ${n}`, waits[n])),
    };
  });
}
