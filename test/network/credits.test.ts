/** Links and disks whose full speed lasts as long as their credits, by hand. */
import { expect, test } from 'vitest';
import { endingCredits } from '../../src/analysis/credits.js';
import { overloadOf } from '../../src/analysis/overload.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

/** A record of 10,000 bytes, a request each, 20 a second; nothing else takes time. */
function model({ producers = '', brokers = '', disk = '', consumers = '' }): Model {
  return validModel(
    `
workload: { rate: 20/s, arrivals: constant, record_size: 10000 B }
producers: { count: 1, linger: 0 ms, batch_size: 0 B, propagation: 0 s, acks: 1, max_in_flight: 100, ${producers} }
brokers: { count: 1, handlers: 64, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s, ${brokers}, disk: { ${disk} } }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: { instances: 1, processing_time: 0 s, propagation: 0 s, ${consumers} } }
`.replace(/, (?=[,}])/g, ' '),
    { fileName: 'credits.yaml' },
  );
}

/** When each of the first records was done, seconds after the first. */
function times(of: Model, which: 'published' | 'delivered'): number[] {
  const taken: number[] = [];
  const trial = {
    model: of,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'credits',
    warmupSeconds: 0,
    windowSeconds: 8,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e6,
  };
  const measured = simulate(trial, (what, _partition, _producer, _arrival, time) => {
    if (what === which) taken.push(time);
  });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  return taken.map((time) => time - taken[0]);
}

/** 100 KB/s as long as there are credits, which are gone in a second of it; 10 KB/s without. */
const CREDITS = '{ baseline: 10 KB/s, bytes: 90 KB }';
/** Ten records in the first second, as credits fall by 90 KB/s; then one a second. */
const EXPECTED = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.9, 2.9, 3.9];

function expectTimes(seen: readonly number[], expected = EXPECTED): void {
  expected.forEach((seconds, index) => {
    expect(seen[index], `record ${index}`).toBeCloseTo(seconds, 6);
  });
}

test("engine/assembly/credits: a producer's card goes at full speed until its credits are gone", () => {
  const producers = `nic: 100 KB/s, nic_credits: ${CREDITS}`;
  expectTimes(times(model({ producers }), 'published'));
  // The first half of the credits is gone when the trial begins: after half a second.
  const half = `nic: 100 KB/s, nic_credits: { baseline: 10 KB/s, bytes: 90 KB, left: 50% }`;
  const seen = times(model({ producers: half }), 'published');
  // What fills them until the first record comes, within a twentieth of a second, is less than 500
  // B.
  expect(seen[4]).toBeCloseTo(0.4, 6);
  expect(seen[5]).toBeGreaterThan(1.3);
  expect(seen[5]).toBeLessThan(1.4);
  expect(seen[7] - seen[6]).toBeCloseTo(1, 6);
});

test('so do a card that receives, one that sends to readers, a card of readers, and a disk', () => {
  const brokers = `nic: 100 KB/s, nic_credits: ${CREDITS}`;
  expectTimes(times(model({ brokers }), 'published'));
  const consumers = `nic: 100 KB/s, nic_credits: ${CREDITS}, fetch_max_bytes: 1 B, max_partition_fetch_bytes: 1 B`;
  expectTimes(times(model({ consumers }), 'delivered'));
  const disk = `flush: every_batch, bandwidth: 100 KB/s, credits: ${CREDITS}`;
  expectTimes(times(model({ disk }), 'published'));
});

test('idle seconds fill them again, at the baseline', () => {
  // 45 KB of credits let half a second of full speed through, five records; a second and a half
  // later there are 15 KB more, which let a sixth of a second through.
  const of = validModel(
    `
workload: { rate: 1/s, arrivals: constant, record_size: 10000 B }
producers: { count: 1, linger: 0 ms, batch_size: 0 B, propagation: 0 s, acks: 1, nic: 100 KB/s, nic_credits: { baseline: 5 KB/s, bytes: 4750 B } }
brokers: { count: 1, handlers: 64, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s }
topic: { partitions: 1 }
consumers: { readers: { instances: 1 } }
`,
    { fileName: 'filled.yaml' },
  );
  // 4750 B of credits last 0.05 s of full speed: 5000 B; the other 5000 B go at 5 KB/s, 1 s. So a
  // record takes 1.05 s, more than comes between two, and there are none to fill any more: from the
  // second on each takes 2 s.
  const seen = times(of, 'published');
  expect(seen[1]).toBeCloseTo(2, 6);
  expect(seen[2]).toBeCloseTo(4, 6);
});

test('analysis/credits: check takes the baseline for the ceiling, and says how long credits last', () => {
  const of = (load: string): Model =>
    validModel(
      `
workload: { rate: ${load}, record_size: 100 KB }
producers: { count: 10 }
brokers: { count: 1, nic: 10 Gbps, nic_credits: { baseline: 0.75 Gbps, bytes: 100 GB } }
topic: { partitions: 1 }
consumers: { readers: { instances: 1 } }
`,
      { fileName: 'check.yaml' },
    );
  const high = of('2500/s');
  const load = offeredLoad(high);
  const row = load.resources.find(({ name }) => name === 'brokers.nic_in');
  // 0.75 Gbps over 800 kbit.
  expect(row?.ceilingEventsPerSecond).toBeCloseTo(937.5, 6);
  // 2 Gbps less 0.75: 800 Gbit are gone in 640 s.
  const [note] = endingCredits(high, load.resources);
  expect(note.path).toBe('brokers.nic_credits');
  expect(note.reason).toContain('full credits last 10.7 min');
  // So long it is not overloaded: a trial of 10 s shows what it does with credits.
  expect(overloadOf(high, load, 10)).toBeNull();
  expect(overloadOf(high, load, 1000)?.resource).toMatch(/^brokers\.nic_/);
  expect(overloadOf(high, load, 1000)?.creditSeconds).toBeCloseTo(640, 6);
  const low = of('900/s');
  expect(endingCredits(low, offeredLoad(low).resources)).toEqual([]);
});
