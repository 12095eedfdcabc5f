/**
 * Conservation at every node of a graph: each test breaks a running world at one node, and sees
 * that node named.
 */
import { expect, test } from 'vitest';
import { BATCH, LOG, SEND } from '../../src/engine/rows.js';
import { brokenNodes } from '../../src/network/nodeAudit.js';
import { Cell, kindOf, type PendingEvent } from '../support/cellOf.js';
import { validModel } from '../support/validModel.js';

const SENT = 'what is sent on is what is done, times its share';
const KEPT = 'in = delivered + inside + dropped + lost, at each topic';

/** 1,000 records/s, of which all go to one topic and half to another. */
const TEXT = `producers: { app: { sends: first, rate: 1000/s, count: 1, linger: 1 ms } }
brokers: { count: 1, time_per_request: 0.1 ms }
topics: { first: { partitions: 2 }, all: { partitions: 2 }, half: { partitions: 2 } }
consumers:
  split: { reads: first, sends: { all: {}, half: { share: 0.5 } } }
  every: { reads: all }
  second: { reads: half }
`;

/**
 * Failed audits, as law and where, of half a second in which `breaking` is called before each
 * event.
 */
function broken(breaking: (cell: Cell, next: PendingEvent) => void): string[] {
  const cell = new Cell({
    model: validModel(TEXT, { fileName: 'nodes.yaml' }),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'nodes',
    warmupSeconds: 0.1,
    windowSeconds: 0.4,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  });
  for (let next = cell.peek(); next !== null; next = cell.peek()) {
    breaking(cell, next);
    cell.step();
  }
  const found = cell.measure();
  cell.close();
  if ('filledAt' in found) throw new Error('full');
  return found.audits
    .filter(({ passed }) => !passed)
    .map(({ law, where }) => `${law}: ${where}`)
    .sort();
}

/** What the first group sends: to all, to half. */
function sendsOf(cell: Cell) {
  const [{ sends }] = cell.groups;
  return [cell.row(SEND, sends), cell.row(SEND, sends + SEND.bytes)] as const;
}

test('network/world/nodes: nothing is broken as it is', () => {
  expect(broken(() => undefined)).toEqual([]);
});

test('network/nodeAudit: a record in ten is not sent on', () => {
  const lost = broken((cell) => {
    sendsOf(cell)[0].low = cell.world.now % 0.01 < 0.001 ? 2 : 0;
  });
  expect(lost).toEqual([`${SENT}: consumers.split.sends.all`]);
});

test('a coin that falls on one side eight times of ten', () => {
  const unfair = broken((cell) => {
    sendsOf(cell)[1].high = 0.8;
  });
  expect(unfair).toEqual([`${SENT}: consumers.split.sends.half`]);
});

test('a batch of one topic that is appended to the log of another', () => {
  let done = false;
  const swapped = broken((cell, next) => {
    if (done || next.kind !== kindOf('PRODUCE_DONE') || next.time < 0.3) return;
    const batch = cell.row(BATCH, cell.requestOf(next).first);
    const [{ logs }] = cell.clusters;
    if (batch.log !== logs) return;
    // Each topic has two.
    batch.log = logs + 2 * LOG.bytes;
    done = true;
  });
  expect(swapped).toContain(`${KEPT}: topics.first`);
  expect(swapped).toContain(`${KEPT}: topics.all`);
});

test('shares of chance are forgiven what chance does, and no more', () => {
  const edge = { name: 'edge', share: 0.5, done: 1e6, unfinished: 0, chosen: 5e5 };
  const failed = (change: object): number =>
    brokenNodes({ topics: [], queues: [], held: [], windows: [], edges: [{ ...edge, ...change }] })
      .length;
  // Its standard deviation is 500: 7.7 of them are 2e-13.
  expect([5e5, 5e5 + 3800, 5e5 - 3800].map((chosen) => failed({ chosen }))).toEqual([0, 0, 0]);
  expect([5e5 + 3950, 5e5 - 3950].map((chosen) => failed({ chosen }))).toEqual([1, 1]);
  // Where it always is, it is exact, but for what is under way.
  const always = { share: 1, done: 100, unfinished: 5 };
  expect([99, 100, 105, 106].map((chosen) => failed({ ...always, chosen }))).toEqual([1, 0, 0, 1]);
});
