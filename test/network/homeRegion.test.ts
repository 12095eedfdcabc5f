/** What happens to a region happens to the cells that are at home there. */
import { expect, test } from 'vitest';
import { Workshop } from '../../src/network/workshop.js';
import { trialOf } from '../support/worldOf.js';

const REGIONS = `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, count: 1 }
  - { home: b, count: 1 }
`;

test.each([
  ['a', [1, 0]],
  ['b', [0, 1]],
])('a fault of region %s is one of the cells at home there', (region, expected) => {
  const fault = `{ kind: region_down, region: ${region}, at: 0.5 s, length: 0.1 s }`;
  const trial = trialOf({ more: `${REGIONS}faults: { flood: ${fault} }\n` });
  const counts = [0, 1].map((placement) => {
    const workshop = new Workshop({ ...trial, placement });
    const { length } = workshop.faults;
    workshop.arena.close();
    return length;
  });
  expect(counts).toEqual(expected);
});

test('a fault of no region is one of all cells', () => {
  const fault = '{ kind: broker_down, at: 0.5 s, length: 0.1 s }';
  const trial = trialOf({ more: `${REGIONS}faults: { crash: ${fault} }\n` });
  for (const placement of [0, 1]) {
    const workshop = new Workshop({ ...trial, placement });
    expect(workshop.faults).toHaveLength(1);
    workshop.arena.close();
  }
});
