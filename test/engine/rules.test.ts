/** Rules of single parts of a cell, each on the smallest state in which it can be broken. */
import { expect, test } from 'vitest';
import { COORDINATOR, MIRROR } from '../../src/engine/rows.js';
import { simulate } from '../../src/network/simulate.js';
import { kindOf, quietCell, trialOf, type Cell } from '../support/cellOf.js';
import { TWO_REGIONS } from '../support/pipeline.js';

/** One partition on two brokers, of which the first, its leader, may go down. */
const TWO_BROKERS = {
  brokers: 'count: 2',
  topic: 'partitions: 1, replication_factor: 2',
  more: 'faults: { crash: { kind: broker_down, index: 0, at: 0.1 s, length: 0.1 s } }\n',
};
const goDown = (cell: Cell, time?: number): void => {
  cell.perform(kindOf('FAULT_BEGINS'), 0, time);
};
const comeBack = (cell: Cell): void => {
  cell.perform(kindOf('FAULT_ENDS'), 0);
};
const elect = (cell: Cell): void => {
  cell.perform(kindOf('LEADERS_ELECTED'), 0);
};

test("a crashed broker's handlers are free: what they were doing is gone, and they worked until then", () => {
  const cell = quietCell({ ...TWO_BROKERS, brokers: 'count: 2, handlers: 2' });
  const handlers = cell.station('brokers.handlers');
  handlers.offer(0, 1, 20, 1);
  handlers.offer(0, 1, 30, 1);
  handlers.offer(0, 2, 5, 1);
  goDown(cell, 4);
  expect(handlers.busySeconds[0]).toBe(3 + 3);
  expect(handlers.firstFree(0)).toBe(4);
  expect(handlers.offer(0, 6, 1, 1)).toBe(7);
  expect(handlers.offer(0, 6, 1, 1)).toBe(7);
  expect(handlers.busySeconds[0]).toBe(8);
  cell.close();
});

test('engine/assembly/producers: drop_oldest drops the record that has waited longest, whatever its partition', () => {
  // Nothing is sent within a second: all that arrives beyond 20 records pushes out the oldest.
  const trial = trialOf({
    producers:
      'count: 1, linger: 10 s, overflow: drop_oldest, buffer_memory: 20 KB, batch_size: 1 MiB, partitioner: random',
  });
  const sent: number[] = [];
  const dropped: number[] = [];
  simulate(trial, (what, _place, _producer, arrival) => {
    if (what === 'sent') sent.push(arrival);
    if (what === 'dropped') dropped.push(arrival);
  });
  expect(dropped.length).toBeGreaterThan(800);
  expect(dropped).toEqual([...dropped].sort((a, b) => a - b));
});

test('engine/assembly/brokers: a partition of which no replica in sync is up has no leader: elections are clean', () => {
  const cell = quietCell(TWO_BROKERS);
  const [log] = cell.logs();
  const other = cell.replicas(log).find(({ broker }) => broker === 1);
  if (other === undefined) throw new Error('no follower');
  goDown(cell);
  other.inSync = 0;
  elect(cell);
  expect(log.leader).toBe(-1);
  other.inSync = 1;
  elect(cell);
  expect(log.leader).toBe(1);
  cell.close();
});

test('an autoscaler counts what is readable and not polled, once', () => {
  const autoscaler = 'autoscaler: { minimum: 1, maximum: 20, target_lag: 10, interval: 1 s }';
  const cell = quietCell({ topic: 'partitions: 20', workers: `instances: 1, ${autoscaler}` });
  const [group] = cell.groups;
  cell.logs()[0].highWatermarkRecords = 100;
  const [partition] = cell.partitionsOf(group.reader);
  partition.takenRecords = 20;
  partition.takenOffset = 37;
  cell.perform(kindOf('AUTOSCALE'), 0);
  // 43 of the 100 are left: the ones polled are neither in the lag nor taken off twice.
  expect(cell.row(COORDINATOR, group.coordinator).wanted).toBe(5);
  cell.close();
});

test('the recovery point is what the mirror that is furthest ahead had not read', () => {
  const mirror = 'region: far, brokers: { count: 1 }';
  const cell = quietCell({
    more: `${TWO_REGIONS}mirrors: { one: { ${mirror} }, other: { ${mirror} } }
faults: { flood: { kind: region_down, at: 0.5 s, length: 1 s } }
`,
  });
  cell.logs()[0].highWatermarkRecords = 100;
  const mirrors = cell.rows(MIRROR, cell.world.mirrors, 2);
  [40, 93].forEach((read, index) => {
    cell.partitionsOf(mirrors[index].reader)[0].takenRecords = read;
  });
  goDown(cell);
  expect(cell.recorder.unmirrored).toBe(7);
  cell.close();
});

test('leadership returns to a broker that is back, and not to one that has gone down once more', () => {
  const cell = quietCell(TWO_BROKERS);
  const [log] = cell.logs();
  // The event names a broker, here the first, and how often it had gone down.
  const backAfter = (times: number): number => {
    cell.perform(kindOf('LEADERS_RETURN'), times);
    return log.leader;
  };
  goDown(cell);
  elect(cell);
  comeBack(cell);
  expect(log.leader).toBe(1);
  goDown(cell);
  expect(backAfter(1)).toBe(1);
  comeBack(cell);
  expect(backAfter(1)).toBe(1);
  expect(backAfter(2)).toBe(0);
  cell.close();
});
