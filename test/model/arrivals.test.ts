/** Arrivals that are no arrivals: each is answered with what to write. */
import { expect, test } from 'vitest';
import { parseModel } from '../../src/model/index.js';

function fault(arrivals: string): { expected: string; hint: string } | null {
  const text = `workload: { rate: 10/s, arrivals: ${arrivals} }\nconsumers: { a: {} }\n`;
  const read = parseModel(text, { fileName: 'm.yaml' });
  const faults = 'faults' in read ? read.faults : [];
  const [first] = faults.filter(({ path }) => path.endsWith('arrivals'));
  return faults.length === 0 ? null : { expected: first.expected, hint: first.hint };
}

test.each([
  ['"steps(1, 2)"', 'write {kind: steps, each: 10 min, loads: [1, 2, 4, 1]}'],
  ['spiky', 'write poisson'],
  ['{ kind: steps, each: 1 s }', 'write for example loads: [1, 2, 4]'],
  ['{ kind: steps, each: 1 s, loads: 5 }', 'write for example loads: [1, 2, 4]'],
  ['{ kind: steps, each: 1 s, loads: [0, 0] }', 'write 1 for one of them'],
  ['{ kind: ramp, from: 1, to: 2, over: 1 s, hod: 1 s }', 'write hold for hod'],
  ['{ kind: ramp, from: 0, to: 0, over: 1 s }', 'write 1 for one of them'],
  ['{ kind: spikes, every: 1 s, length: 1 s, times: 2 }', 'write less for length'],
  ['{ kind: cron, every: 1 s, within: 2 s }', 'write less for within'],
  ['{ kind: cron, every: 1 s }', 'add within'],
  ['{ kind: batches, size: 2.5 }', 'write 3, or sizes: geometric'],
  ['{ kind: batches, size: 2, sizes: equal }', 'write alike'],
])('%s: %s', (arrivals, hint) => {
  expect(fault(arrivals)?.hint).toBe(hint);
});

test('a negative load is none', () => {
  expect(fault('{ kind: ramp, from: -1, to: 2, over: 1 s }')).not.toBeNull();
});

test('{ kind: batches, size: 2.5, sizes: geometric } is right', () => {
  expect(fault('{ kind: batches, size: 2.5, sizes: geometric }')).toBeNull();
});
