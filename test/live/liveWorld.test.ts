/**
 * A world that is looked at as it runs: what is seen is what the simulator measures, and any moment
 * can be gone back to.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultChoices, withFault } from '../../src/live/faultChoices.js';
import { liveTrial } from '../../src/live/liveTrial.js';
import { LiveWorld } from '../../src/live/liveWorld.js';
import type { Slice } from '../../src/live/readings.js';
import { parseModel, type Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import { LiveCell } from '../../src/network/world/liveCell.js';
import { goldenHash } from '../support/goldenHash.js';
import { textModel } from '../../src/proof/textModel.js';

const shipped = (name: string): Model => {
  const parsed = parseModel(readFileSync(`models/${name}.yaml`, 'utf8'), { fileName: name });
  if ('faults' in parsed) throw new Error(parsed.faults[0].hint);
  return parsed.model;
};
const TEXT = `users: 2K
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 2 }
brokers: { count: 3 }
topic: { partitions: 12, replication_factor: 3 }
consumers: { workers: { instances: 4, threads: 1, processing_time: exponential(1 ms) } }
`;
const model = textModel(TEXT, 'live');
const never = (): boolean => false;

function run(world: LiveWorld, until: number): Slice[] {
  const slices: Slice[] = [];
  world.advance(until, never, (slice) => slices.push(slice));
  return slices;
}

test('network/world/liveCell: looking changes nothing: in slices, looked at and traced, a trial ends in the bytes of one that ran through', () => {
  const trial = { ...liveTrial(model, '1', 0), windowSeconds: 2 };
  const cell = new LiveCell(trial);
  for (let time = 0; time < 2; time += 0.13) {
    while (cell.go(time, 500) === 'more') cell.stations(time);
    cell.groups();
    cell.counts();
    cell.inProducers();
  }
  const looked = cell.measure();
  cell.close();
  expect(goldenHash(JSON.stringify(looked))).toBe(goldenHash(JSON.stringify(simulate(trial))));
});

test('live/readings: its slices add up to what comes: as much as users send, and all of it goes', () => {
  const world = new LiveWorld(model, '1');
  const slices = run(world, 20);
  const sum = (read: (slice: Slice) => number): number =>
    slices.reduce((all, slice) => all + read(slice), 0);
  // 2,000/s for 20 s are 40,000, with a standard deviation of 200.
  expect(Math.abs(sum(({ arrived }) => arrived) - 40_000)).toBeLessThan(1000);
  const { inside } = world.look();
  expect(sum(({ delivered }) => delivered)).toBe(sum(({ arrived }) => arrived) - inside);
  // Threads of 1 ms each, four for 2,000/s: half busy.
  const workers = world.look().resources.find(({ name }) => name === 'consumers.workers');
  const mean = (workers?.utilization ?? []).reduce((all, each) => all + each, 0) / 4;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.12);
  world.close();
});

test.each(['100-users', 'order-processing', 'retry-tiers'])(
  'rewind gives the same state, and on from there the same again: %s',
  (name) => {
    const world = new LiveWorld(shipped(name), '1');
    run(world, 3.1);
    const then = world.fingerprint();
    run(world, 6);
    const later = world.fingerprint();
    expect(later).not.toBe(then);
    world.rewind(3.1);
    expect(world.now).toBe(3.1);
    expect(world.fingerprint()).toBe(then);
    run(world, 6);
    expect(world.fingerprint()).toBe(later);
    world.close();
  },
);

test('live/snapshots: rewind keeps the faults before it, and only those', () => {
  const world = new LiveWorld(model, '1');
  const [kill] = faultChoices(model);
  run(world, 1.3);
  world.inject(kill.fault, 2);
  run(world, 4);
  world.inject(kill.fault, 2);
  const then = world.fingerprint();
  run(world, 7);
  world.rewind(4);
  expect(world.faults.map(({ at }) => at)).toEqual([1.3]);
  world.inject(kill.fault, 2);
  expect(world.fingerprint()).toBe(then);
  world.close();
});

test.each(['broker_down', 'consumer_down', 'slow_consumer', 'link_cut'])(
  'a fault that is brought about does what the same one does that the model has: %s',
  (kind) => {
    const choice = faultChoices(model).find(({ fault }) => fault.kind === kind);
    if (choice === undefined) throw new Error('no such fault');
    const world = new LiveWorld(model, '1');
    const before = run(world, 2.5);
    world.inject(choice.fault, 4);
    const injected = [...before, ...run(world, 12)];
    const written = withFault(TEXT, model, { fault: choice.fault, at: 2.5, seconds: 4 });
    const same = new LiveWorld(textModel(written, 'live'), '1');
    expect(run(same, 12)).toEqual(injected);
    const quiet = new LiveWorld(model, '1');
    expect(run(quiet, 12)).not.toEqual(injected);
    for (const each of [world, same, quiet]) each.close();
  },
);

test('live/faultChoices: a broker that is killed shows in producers, an instance in the lag, a surge in what comes', () => {
  const peak = (kind: string, read: (slice: Slice) => number): number[] => {
    const choice = faultChoices(model).find(({ fault }) => fault.kind === kind);
    if (choice === undefined) throw new Error('no such fault');
    const world = new LiveWorld(model, '1');
    const before = Math.max(...run(world, 5).slice(4).map(read));
    world.inject(choice.fault, 5);
    const during = Math.max(...run(world, 10).map(read));
    world.close();
    return [before, during];
  };
  // 2,000/s, a third of them for the broker that is down until the others lead.
  const [calm, waiting] = peak(
    'broker_down',
    ({ inProducers, groups }) => inProducers + groups[0].lag,
  );
  expect(waiting).toBeGreaterThan(5 * calm);
  // A quarter of 2,000/s is not read until the others have its partitions.
  const [little, lag] = peak('consumer_down', ({ groups }) => groups[0].lag);
  expect(lag).toBeGreaterThan(little + 1000);
  // Three times 500 in a quarter of a second.
  const [usual, many] = peak('surge', ({ arrived }) => arrived);
  expect(many).toBeGreaterThan(2.2 * usual);
});

test('network/world/tracedCell: a record is followed: its stages add up to the time it took', () => {
  const world = new LiveWorld(model, '1');
  run(world, 1);
  expect(world.followed()).toBeNull();
  world.follow(0, 0);
  run(world, 2);
  const journey = world.followed();
  const [{ from, to, group, stages }] = journey ?? [];
  expect(group).toBe('workers');
  const sum = Object.values(stages).reduce((all, each) => all + each, 0);
  expect(sum).toBeCloseTo(to - from, 9);
  run(world, 3);
  expect(world.followed()).toBeNull();
  world.close();
});
