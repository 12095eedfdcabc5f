/**
 * The memory alarm of brokers with queues, against arithmetic by hand:
 * engine/assembly/queues/memory.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import type { Model } from '../../src/model/index.js';
import { brokenNodes } from '../../src/network/nodeAudit.js';
import { expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const NO_TIME = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';

interface Said {
  readonly memory: string;
  readonly copies?: number;
  readonly others?: string;
  readonly delay?: string;
}

/**
 * 200 messages a second of 1,000 bytes, 720 more each, for one worker that does 100: who sends has
 * room for ten and drops the rest, as it hears of no confirms.
 */
function modelOf({ memory, copies = 1, others = '', delay = '0 s' }: Said): Model {
  return validModel(
    `brokers: { kind: queue, count: 3, ${NO_TIME}, ${HOST}, memory: ${memory}, memory_check: 0.1 s }
topics: { tasks: { replication_factor: ${copies} }, side: {} }
producers:
  app: { sends: tasks, count: 1, rate: 200/s, arrivals: constant, record_size: 1000 B, acks: 0, buffer_memory: 10000 B, overflow: drop_newest, nic: 1000 Gbps, propagation: ${delay} }
  other: { sends: side, count: 1, rate: 10/s, arrivals: constant, ${HOST} }
consumers:
  workers: { reads: tasks, ${HOST}, prefetch: 1, processing_time: 10 ms ${others} }
  beside: { reads: side, ${HOST}, processing_time: 0 s }
`,
    { fileName: 'memory.yaml' },
  );
}

const WINDOW = 30;

/** Of 100.5 messages of 1,720 bytes. */
const MEMORY = '172860 B';

/**
 * Every 0.1 s the broker is looked at, when it has some 97 or 107 messages. Below 100.5 ten that
 * waited and 20 new ones come until the next look, and ten are done: above it none come, and ten
 * are done. So 97, 117, 107, 97: blocked two thirds of the time, in which the worker goes
 * on: of 60 that come in 0.3 s 30 are done, and 30 dropped.
 */
test.each([1, 3])('a queue of %i copies: publishers are blocked 2/3 of the time', (copies) => {
  const model = modelOf({ memory: MEMORY, copies });
  const measured = shortTrial(model, { warmupSeconds: 3, windowSeconds: WINDOW });
  expectAudits(measured);
  const [tasks, side] = measured.queues ?? [];
  expect(tasks.alarm).toEqual({ onSeconds: expect.closeTo(20, 6) as number, ofSeconds: WINDOW });
  expect(side.alarm).toEqual(tasks.alarm);
  const done = measured.paths.find(({ name }) => name === 'workers')?.histogram.count;
  expect(done).toBe(100 * WINDOW);
  expect(measured.droppedInWindow).toBe(100 * WINDOW);
});

/** Who sends to another queue of the cluster waits, too: up to 0.2 s, where nothing else does. */
test('the alarm blocks all who send to the cluster', () => {
  const latest = (memory: string): number => {
    const measured = shortTrial(modelOf({ memory }), { warmupSeconds: 3, windowSeconds: WINDOW });
    return measured.paths.find(({ name }) => name === 'beside')?.histogram.maximum ?? NaN;
  };
  expect(latest('1 GB')).toBeLessThan(1e-6);
  expect(latest(MEMORY)).toBeGreaterThan(0.1);
  expect(latest(MEMORY)).toBeLessThan(0.2 + 1e-6);
});

/**
 * Heard 50 ms later. Between a word that the alarm is over and the next that it is on pass 0.1 s at
 * the least: ten that waited and 20 new ones are sent, which come when it is on. They wait in front
 * of the queue, and are in it, beside 100 at the most, when it is over; 30 more are sent before the
 * next word. Words come 50 ms after looks: so does whatever is sent after a longer silence.
 */
test('what is on its way waits in front of the queue', () => {
  const times: number[] = [];
  const inside: number[] = [0];
  const observer = (what: string, _: number, producer: number, __: number, time: number): void => {
    if (producer !== 0 || (what !== 'sent' && what !== 'delivered')) return;
    inside.push(inside[inside.length - 1] + (what === 'sent' ? 1 : -1));
    if (what === 'sent') times.push(time);
  };
  const model = modelOf({ memory: MEMORY, delay: '50 ms' });
  expectAudits(shortTrial(model, { warmupSeconds: 3, windowSeconds: WINDOW }, observer));
  const most = inside.reduce((a, b) => Math.max(a, b), 0);
  expect(most).toBeGreaterThan(130);
  expect(most).toBeLessThanOrEqual(160);
  const afterSilence = times.filter((time, index) => time - times[Math.max(0, index - 1)] > 0.05);
  expect(afterSilence.length).toBeGreaterThan(20);
  for (const time of afterSilence) expect((time * 10) % 1).toBeCloseTo(0.5, 6);
});

/**
 * 100 a second too many fill it in 172,860 / 172,000 s; then ten more wait with who sends, 0.1 s.
 */
test('by arithmetic: when the memory is full, and what happens then', () => {
  const model = modelOf({ memory: MEMORY });
  const passed = passedResources(model, offeredLoad(model));
  const workers = passed.find(({ resource }) => resource === 'consumers.workers');
  expect(workers?.buffers.map(({ secondsToFull }) => secondsToFull)).toEqual([
    expect.closeTo(1.005, 9),
    expect.closeTo(0.1, 9),
  ]);
  expect(workers?.outcome).toBe('new records are dropped');
});

test('network/nodeAudit, network/world/queueCounts: a broker that counts too many bytes', () => {
  const none = { topics: [], edges: [], queues: [], windows: [] };
  const held = [
    { name: 'brokers.0', counted: 3000, found: 3000 },
    { name: 'brokers.1', counted: 3000, found: 2999 },
  ];
  expect(brokenNodes({ ...none, held }).map(({ where }) => where)).toEqual(['brokers.1']);
});
