/** Rules of what comes in and of what goes on beside it: shedding, pauses, mirrors. */
import { expect, test } from 'vitest';
import { BROKER, DRAW, PRODUCER } from '../../src/engine/rows.js';
import { Stream } from '../../src/engine/stream.js';
import { simulate } from '../../src/network/simulate.js';
import { Cell, kindOf, quietCell, trialOf } from '../support/cellOf.js';
import { TWO_REGIONS } from '../support/pipeline.js';

// From half of 100 records on: none at 50, all at 100, in between the share of the way that is
// above the draw.
test.each([
  ['none at half', () => 50, 0],
  ['the draw is a little above the share', (draw: number) => 50 + 50 * (draw - 1e-9), 0],
  ['the draw is a little below it', (draw: number) => 50 + 50 * (draw + 1e-9), 1],
  ['all at a full buffer', () => 100, 1],
])('shed, from half of 100 records on: %s', (_, usedAt, drops) => {
  const producers = 'count: 1, overflow: shed, shed_from: 0.5, buffer_memory: 100 KB';
  const cell = quietCell({ producers });
  const draw = new Stream(cell.streamKey('producers', 'shed')).next();
  const producer = cell.row(PRODUCER, cell.world.producers);
  producer.unacknowledged = usedAt(draw);
  producer.headArrival = 0;
  cell.perform(kindOf('ADMIT'), 0);
  expect(cell.recorder.droppedTotal).toBe(drops);
  cell.close();
});

test('pauses come each so many bytes, and all handlers are busy for them; one that comes during another follows it', () => {
  // About 50 requests of 20 KB a second, and a pause of 10 ms each 20 KB: now and then two, or one
  // while another lasts.
  const cell = new Cell({
    ...trialOf({
      producers: 'count: 1, linger: 20 ms, acks: 1',
      brokers: `count: 1, handlers: 2, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s,
        time_per_byte: 0 ns/B, pauses: { every: 1 MB, time: 10 ms }`,
    }),
    warmupSeconds: 0.5,
  });
  const [cluster] = cell.clusters;
  const broker = cell.row(BROKER, cluster.brokers);
  // Far more often than a model may say; and nothing but pauses takes time.
  cluster.pauseEveryBytes = 20_000;
  cell.row(DRAW, cluster.drawFetch).a = 0;
  let [written, until, pauses, behind, busy] = [(broker.written = 0), 0, 0, 0, 0];
  for (let next = cell.peek(); next !== null; next = cell.peek()) {
    written += next.kind === kindOf('PRODUCE_DONE') ? cell.requestOf(next).bytes : 0;
    for (; written >= 20_000; written -= 20_000) {
      pauses++;
      if (until > next.time) behind++;
      const begin = Math.max(until, next.time);
      until = begin + 0.01;
      busy += Math.max(0, Math.min(until, 1.5) - Math.max(begin, 0.5));
    }
    cell.step();
    expect([broker.written, broker.pausedUntil]).toEqual([written, until]);
  }
  expect(pauses).toBeGreaterThan(40);
  expect(behind).toBeGreaterThan(2);
  expect(cell.station('brokers.handlers').busySeconds[0]).toBeCloseTo(2 * busy, 9);
  cell.close();
});

test("engine/assembly/readers: a mirror's task spends time_per_batch on each batch: at 4 ms it copies 250 a second", () => {
  // A batch a record, 1,000 records/s; an answer's batches come together, a few per cent of a
  // second's.
  const trial = trialOf({
    producers: 'count: 1, linger: 0 s, batch_size: 1 B',
    topic: 'partitions: 1',
    workers: 'instances: 1, region: far, reads: copy, processing_time: 1 us',
    more: `${TWO_REGIONS.replace('40 ms', '1 ms')}mirrors: { copy: { region: far, brokers: { count: 1 }, tasks: 1, time_per_batch: 4 ms } }\n`,
  });
  const { deliveredInWindow } = simulate({ ...trial, warmupSeconds: 0.5, windowSeconds: 1 });
  expect(Math.abs(deliveredInWindow - 250)).toBeLessThan(25);
});
