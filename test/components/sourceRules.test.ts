/** Rules of what comes in and of what goes on beside it: shedding, pauses, mirrors. */
import { expect, test } from 'vitest';
import { BROKER, PRODUCER } from '../../src/engine/rows.js';
import { Stream } from '../../src/engine/stream.js';
import { simulate } from '../../src/network/simulate.js';
import { Cell, kindOf, quietCell, trialOf } from '../support/cellOf.js';
import { TWO_REGIONS } from '../support/pipeline.js';

// From half of 100 records on: none at 50, all at 100, in between the share of the way that is above the draw.
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

test('pauses come each so many bytes, and stop each handler; one that comes during another follows it', () => {
  // About 50 requests of 20 KB a second, and a pause of 10 ms each 20 KB: now and then two, or one while another lasts.
  const cell = new Cell(
    trialOf({
      producers: 'count: 1, linger: 20 ms, acks: 1',
      brokers: 'count: 1, handlers: 2, pauses: { every: 1 MB, time: 10 ms }',
    }),
  );
  const handlers = cell.station('brokers.handlers');
  const [cluster] = cell.clusters;
  const broker = cell.row(BROKER, cluster.brokers);
  // Far more often than a model may say.
  cluster.pauseEveryBytes = 20_000;
  let [written, until] = [(broker.written = 0), 0];
  let pauses = 0;
  let behind = 0;
  for (let next = cell.peek(); next !== null; next = cell.peek()) {
    written += next.kind === kindOf('PRODUCE_DONE') ? cell.requestOf(next).bytes : 0;
    let seconds = 0;
    for (; written >= 20_000; seconds += 0.01) {
      written -= 20_000;
      pauses++;
      if (until > next.time) behind++;
      until = Math.max(until, next.time) + 0.01;
    }
    cell.step();
    expect([broker.written, broker.pausedUntil]).toEqual([written, until]);
    if (seconds > 0) expect(handlers.firstFree(0)).toBeGreaterThan(next.time + 0.999 * seconds);
  }
  expect(pauses).toBeGreaterThan(30);
  expect(behind).toBeGreaterThan(2);
  cell.close();
});

test("a mirror's task spends time_per_batch on each batch: at 4 ms it copies 250 a second", () => {
  // A batch a record, 1,000 records/s; an answer's batches come together, a few per cent of a second's.
  const trial = trialOf({
    producers: 'count: 1, linger: 0 s, batch_size: 1 B',
    topic: 'partitions: 1',
    workers: 'instances: 1, region: far, reads: copy, processing_time: 1 us',
    more: `${TWO_REGIONS.replace('40 ms', '1 ms')}mirrors: { copy: { region: far, brokers: { count: 1 }, tasks: 1, time_per_batch: 4 ms } }\n`,
  });
  const { deliveredInWindow } = simulate({ ...trial, warmupSeconds: 0.5, windowSeconds: 1 });
  expect(Math.abs(deliveredInWindow - 250)).toBeLessThan(25);
});
