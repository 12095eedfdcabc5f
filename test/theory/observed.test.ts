/**
 * What the theory cases observe, where nothing is left to chance: constant gaps and services, so
 * that every number is known.
 */
import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import {
  customersAt,
  directModel,
  meanOf,
  quantilesOf,
  ratioOf,
  warmUp,
} from '../../src/proof/theory/loads.js';
import { observeModel, readModel } from '../../src/proof/theory/observeModel.js';
import { observeNetwork, observePriority } from '../../src/proof/theory/observeNetwork.js';
import {
  observeBreakdowns,
  observeForkJoin,
  observeQueue,
} from '../../src/proof/theory/observeQueue.js';
import type { TheoryFinding } from '../../src/proof/theory/runTheoryCase.js';
import type { Observation } from '../../src/proof/theory/theoryCase.js';
import { theoryReport } from '../../src/proof/theory/theoryReport.js';

const WINDOW = { start: 10, end: 110 };
const streams = (purpose: string): Stream => new Stream(`observed ${purpose}`);
const constant = (value: number): { kind: 'constant'; value: number } => ({
  kind: 'constant',
  value,
});

function meanOfTally({ tallies }: Observation, name: string): number {
  return tallies[name].sum / tallies[name].count;
}

function ratio({ ratios }: Observation, name: string): number {
  return ratios[name].over / ratios[name].under;
}

describe('proof/theory/observeQueue: single stations', () => {
  test('D/D/1 in batches of two: one waits for the other, the server is busy 60% of the time', () => {
    const recipe = { gaps: constant(1), batch: 2, service: constant(0.3), servers: 1 };
    const seen = observeQueue(recipe, WINDOW, streams);
    expect(meanOfTally(seen, 'sojourn')).toBeCloseTo((0.3 + 0.6) / 2, 6);
    expect(meanOfTally(seen, 'wait')).toBeCloseTo(0.3 / 2, 6);
    expect(ratio(seen, 'utilization')).toBeCloseTo(0.6, 2);
    expect(ratio(seen, 'number')).toBeCloseTo(0.9, 2);
  });

  test('fork and join of constant branches takes as long as one of them', () => {
    const recipe = { lambda: 0.01, service: constant(0.5), branches: 3 };
    const seen = observeForkJoin(recipe, { start: 10, end: 10_010 }, streams);
    expect(meanOfTally(seen, 'branch sojourn')).toBeGreaterThanOrEqual(0.5);
    expect(meanOfTally(seen, 'sojourn')).toBeCloseTo(meanOfTally(seen, 'branch sojourn'), 9);
  });

  test('a server that breaks down after each second of work, for half a second, takes half as long again', () => {
    const recipe = {
      lambda: 0.001,
      service: constant(10.5),
      timeToFailure: constant(1),
      timeToRepair: constant(0.5),
      onlyWhileBusy: true,
    };
    const seen = observeBreakdowns(recipe, { start: 10, end: 100_010 }, streams);
    // Ten or eleven repairs in 10.5 s of work, and hardly a wait.
    const alone = meanOfTally(seen, 'sojourn');
    expect(alone).toBeGreaterThan(10.5 + 10 * 0.5 - 1e-6);
    expect(alone).toBeLessThan(10.5 + 11 * 0.5 + 0.5);
  });
});

describe('proof/theory/observeNetwork: networks', () => {
  test('a closed one: three customers and one server are never without work', () => {
    const recipe = {
      stations: [{ outsidePerSecond: 0, meanServiceSeconds: 0.1, servers: 1, routing: [1] }],
      customers: 3,
      think: constant(0),
    };
    const seen = observeNetwork(recipe, WINDOW, streams);
    expect(ratio(seen, 'utilization 0')).toBeCloseTo(1, 9);
    expect(ratio(seen, 'number 0')).toBeCloseTo(3, 9);
    // Little: 3 = throughput times the mean visit.
    const visits = ratio(seen, 'throughput 0') * meanOfTally(seen, 'sojourn 0');
    expect(Math.abs(visits / 3 - 1)).toBeLessThan(0.02);
  });

  test('the first class waits for no more than the one in service', () => {
    const recipe = {
      classes: [
        { lambda: 0.5, service: constant(0.1) },
        { lambda: 3, service: constant(0.3) },
      ],
    };
    const seen = observePriority(recipe, { start: 10, end: 1010 }, streams);
    const first = meanOfTally(seen, 'wait 0');
    expect(first).toBeLessThan(0.3);
    expect(first).toBeGreaterThan(0);
    expect(meanOfTally(seen, 'wait 1')).toBeGreaterThan(3 * first);
  });
});

test('proof/theory/observeModel: a model in the language, as one trial', () => {
  const text = directModel({
    callsPerSecond: 10,
    servers: 1,
    service: constant(0.05),
    workload: ', arrivals: { kind: constant }',
  });
  const seen = observeModel(readModel(text), WINDOW, 'observed', 1);
  expect(meanOfTally(seen, 'sojourn')).toBeCloseTo(0.05, 9);
  expect(ratio(seen, 'throughput')).toBeCloseTo(10, 6);
  expect(ratio(seen, 'consumers.server utilization')).toBeCloseTo(0.5, 6);
  expect([ratio(seen, 'lost'), ratio(seen, 'dropped')]).toEqual([0, 0]);
});

describe('proof/theory/loads: how long, and what is claimed', () => {
  test('six relaxation times', () => {
    // 1 / (1 - sqrt 0.81)^2 = 100.
    expect(warmUp(0.81, 0.001)).toBeCloseTo(0.6, 9);
    expect(warmUp(0.81, 0.001, 2)).toBeCloseTo(1.2, 9);
    expect(warmUp(0.81, 0.001, 0.1)).toBeCloseTo(0.6, 9);
    expect(customersAt(0.95)).toBeGreaterThan(customersAt(0.3));
  });

  test('no claim of a quantile that is an atom', () => {
    const claims = quantilesOf('wait', (p) => Math.max(0, p - 0.9));
    expect(claims.map(({ reading }) => reading)).toEqual([
      { kind: 'quantile', of: 'wait', p: 0.95 },
      { kind: 'quantile', of: 'wait', p: 0.99 },
    ]);
    expect(meanOf('wait', 1)).not.toHaveProperty('asymptoticVariance');
    expect(ratioOf('number', 1, 2)).toHaveProperty('asymptoticVariance', 2);
  });
});

test('proof/theory/theoryReport: a claim far off is named, and the run has failed', () => {
  const finding = (z: number): TheoryFinding => ({
    family: 'M/M/1',
    caseName: 'M/M/1 at 0.5',
    quantity: 'sojourn mean',
    kind: 'mean',
    expected: 2,
    measured: 2 + z / 10,
    standardError: 0.1,
    z,
  });
  const { text, passed } = theoryReport([[finding(0.5), finding(9)]]);
  expect(passed).toBe(false);
  expect(text).toMatch(
    /FAILED M\/M\/1 at 0\.5, sojourn mean: expected 2\.00000, measured 2\.90000/,
  );
  expect(text).not.toMatch(/measured 2\.05/);
});
