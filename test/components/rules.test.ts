/** Rules of single components, each on the smallest state in which it can be broken. */
import { expect, test } from 'vitest';
import { leadersElected, leadersReturn } from '../../src/components/failover.js';
import { faultBegins } from '../../src/components/faults.js';
import { LruCache } from '../../src/components/lru.js';
import { autoscale } from '../../src/components/rebalance.js';
import { Arena } from '../../src/engine/arena.js';
import { StationBank } from '../../src/engine/station.js';
import { simulate } from '../../src/network/simulate.js';
import { TWO_REGIONS } from '../support/pipeline.js';
import { trialOf, worldOf } from '../support/worldOf.js';

test("a crashed broker's handlers are free: what they were doing is gone, and they worked until then", () => {
  const arena = new Arena();
  const handlers = new StationBank('handlers', 'station', 2, 2, 0, 100, arena);
  handlers.offer(0, 1, 20, 1);
  handlers.offer(0, 1, 30, 1);
  handlers.offer(0, 2, 5, 1);
  handlers.crash(0, 4);
  expect(handlers.busySeconds[0]).toBe(3 + 3);
  expect(handlers.firstFree(0)).toBe(4);
  expect(handlers.offer(0, 6, 1, 1)).toBe(7);
  expect(handlers.offer(0, 6, 1, 1)).toBe(7);
  expect(handlers.busySeconds[0]).toBe(8);
  arena.close();
});

test('drop_oldest drops the record that has waited longest, whatever its partition', () => {
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

test('a partition of which no replica in sync is up has no leader: elections are clean', () => {
  const world = worldOf({
    brokers: 'count: 2',
    topic: 'partitions: 1, replication_factor: 2',
    more: 'faults: { crash: { kind: broker_down, index: 0, at: 0.1 s, length: 0.1 s } }\n',
  });
  const [cluster] = world.clusters;
  const [log] = cluster.log;
  const place = log.replicas.indexOf(1);
  cluster.up[0] = 0;
  cluster.leader[0] = -1;
  log.inSync[place] = 0;
  leadersElected(world);
  expect(cluster.leader[0]).toBe(-1);
  log.inSync[place] = 1;
  leadersElected(world);
  expect(cluster.leader[0]).toBe(1);
});

test('an autoscaler counts what is readable and not polled, once', () => {
  const autoscaler = 'autoscaler: { minimum: 1, maximum: 20, target_lag: 10, interval: 1 s }';
  const world = worldOf({ topic: 'partitions: 20', workers: `instances: 1, ${autoscaler}` });
  const [{ state, reader }] = world.consumers;
  world.clusters[0].log[0].highWatermarkRecords = 100;
  reader.takenRecords[0] = 20;
  reader.takenOffset[0] = 37;
  autoscale(world, 0);
  // 43 of the 100 are left: the ones polled are neither in the lag nor taken off twice.
  expect(state.wanted).toBe(5);
});

test('a cache that is full gives up the key that was looked up longest ago, not the oldest', () => {
  const cache = new LruCache(2, Infinity);
  cache.insert(1, 0);
  cache.insert(2, 1);
  expect(cache.find(1, 2, true)).toBe(true);
  cache.insert(3, 3);
  expect([1, 2, 3].map((key) => cache.find(key, 4, true))).toEqual([true, false, true]);
  expect([cache.reads, cache.hits]).toEqual([4, 3]);
});

test('the recovery point is what the mirror that is furthest ahead had not read', () => {
  const mirror = 'region: far, brokers: { count: 1 }';
  const world = worldOf({
    more: `${TWO_REGIONS}mirrors: { one: { ${mirror} }, other: { ${mirror} } }
faults: { flood: { kind: region_down, at: 0.5 s, length: 1 s } }
`,
  });
  world.clusters[0].log[0].highWatermarkRecords = 100;
  const mirrors = world.readers.readers.filter(({ kind }) => kind === 'mirror');
  [40, 93].forEach((read, index) => {
    mirrors[index].takenRecords[0] = read;
  });
  faultBegins(world, 0);
  expect(world.recorder.unmirrored).toBe(7);
});

test('leadership returns to a broker that is back, and not to one that has gone down once more', () => {
  const world = worldOf({
    brokers: 'count: 2',
    topic: 'partitions: 1, replication_factor: 2',
    more: 'faults: { crash: { kind: broker_down, index: 0, at: 0.1 s, length: 0.1 s } }\n',
  });
  const [cluster] = world.clusters;
  const backFor = (times: number): number => {
    cluster.leader[0] = 1;
    cluster.epoch[0] = times;
    // It was back after its first crash.
    leadersReturn(world, 1);
    return cluster.leader[0];
  };
  cluster.up[0] = 0;
  expect(backFor(2)).toBe(1);
  cluster.up[0] = 1;
  expect(backFor(1)).toBe(0);
});
