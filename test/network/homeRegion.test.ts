/** What happens to a region happens to the cells that are at home there. */
import { expect, test } from 'vitest';
import { TrialContext } from '../../src/network/trialContext.js';
import { kindOf, quietCell, trialOf } from '../support/cellOf.js';

const REGIONS = `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, count: 1 }
  - { home: b, count: 1 }
`;

test.each([
  ['a', [1, 0]],
  ['b', [0, 1]],
])(
  'network/trialContext: a fault of region %s is one of the cells at home there',
  (region, expected) => {
    const fault = `{ kind: region_down, region: ${region}, at: 0.5 s, length: 0.1 s }`;
    const trial = trialOf({ more: `${REGIONS}faults: { flood: ${fault} }\n` });
    const counts = [0, 1].map((placement) => {
      const context = new TrialContext({ ...trial, placement });
      const { length } = context.faults;
      context.arena.close();
      return length;
    });
    expect(counts).toEqual(expected);
  },
);

test('a fault of no region is one of all cells', () => {
  const fault = '{ kind: broker_down, at: 0.5 s, length: 0.1 s }';
  const trial = trialOf({ more: `${REGIONS}faults: { crash: ${fault} }\n` });
  for (const placement of [0, 1]) {
    const context = new TrialContext({ ...trial, placement });
    expect(context.faults).toHaveLength(1);
    context.arena.close();
  }
});

test('network/world/faults: with a region its consumers go down, by whatever role they are there, and those of others do not', () => {
  const cell = quietCell({
    workers: `instances: 1, region: near, processing_time: 10 us }
  others: { instances: 1, region: far, processing_time: 10 us`,
    more: `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, near: a, far: b, count: 1 }
faults: { flood: { kind: region_down, at: 0.5 s, length: 0.1 s } }
`,
  });
  const alive = (): number[] => cell.groups.map((group) => cell.members(group)[0].alive);
  expect(alive()).toEqual([1, 1]);
  cell.perform(kindOf('FAULT_BEGINS'), 0);
  expect(alive()).toEqual([0, 1]);
  cell.perform(kindOf('FAULT_ENDS'), 0);
  expect(alive()).toEqual([1, 1]);
  cell.close();
});
