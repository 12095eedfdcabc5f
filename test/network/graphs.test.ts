/**
 * Random graphs, as the second simulator's (../oracle/drawnGraphs.ts), by the engine alone: every
 * audit holds. They are many, so they are run where HIGHWATER_GRAPHS says how many, from the seed
 * HIGHWATER_GRAPHS_SEED.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import { trialOf } from '../oracle/drawn.js';
import { models } from '../oracle/models.js';
import { ALL_FAULTS } from '../oracle/sections.js';

const numRuns = Number(process.env['HIGHWATER_GRAPHS'] ?? 0);
const seed = Number(process.env['HIGHWATER_GRAPHS_SEED'] ?? 1);
const ALL = {
  policies: true,
  retries: true,
  members: true,
  faults: ALL_FAULTS,
  flows: true,
  sends: true,
};

const KINDS = { graphs: ALL, queues: { ...ALL, queues: true } };
const wanted = process.env['HIGHWATER_GRAPHS_KINDS']?.split(',') ?? Object.keys(KINDS);

test.skipIf(numRuns === 0).each(Object.entries(KINDS).filter(([kind]) => wanted.includes(kind)))(
  'every audit holds of whatever graph: %s',
  (_, allowed) => {
    const holds = fc.property(models(allowed), (drawn) => {
      const { audits } = simulate(trialOf(drawn));
      expect(audits.filter(({ passed }) => !passed)).toEqual([]);
    });
    fc.assert(holds, { seed, numRuns });
  },
  7_200_000,
);
