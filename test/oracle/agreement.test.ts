/**
 * The engine and the second simulator tell the same of each record, to 1e-9 s, on random small models.
 *
 * The models are drawn by fast-check from a fixed seed; a failure prints the smallest model found. `npm run oracle` draws
 * more: ORACLE_MODELS of each kind, from the seed ORACLE_SEED.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, differences, trialOf, type Told } from './agreement.js';
import { models } from './models.js';
import type { Allowed } from './sections.js';

const seed = Number(process.env['ORACLE_SEED'] ?? 20_251);
const numRuns = Number(process.env['ORACLE_MODELS'] ?? 18);
const healthy: Allowed = { policies: false, retries: false, members: false, faults: [] };

/** Not among them: request_timeout and retries, lost brokers and regions, cut links, groups that rebalance or scale. */
const KINDS: Record<string, Allowed> = {
  'healthy pipelines and direct calls': healthy,
  'full buffers, rate limits, quotas, time limits and mirrors': { ...healthy, policies: true },
  'slow disks, links and consumers, and consumers down': {
    ...healthy,
    policies: true,
    faults: ['slow_disk', 'link_slow', 'slow_consumer', 'consumer_down'],
  },
};

describe('engine and second simulator agree record by record', () => {
  test.each(Object.entries(KINDS))(
    '%s',
    (_, allowed) => {
      const told = { models: 0, sent: 0, published: 0, delivered: 0, dropped: 0, lost: 0 };
      const agrees = fc.property(models(allowed), (drawn) => {
        const comparison = compare(trialOf(drawn));
        const { happenings, measured } = comparison;
        told.models++;
        told.sent += happenings.sent;
        told.published += happenings.published;
        told.delivered += happenings.delivered;
        told.dropped += happenings.dropped;
        told.lost += happenings.lost;
        expect(comparison.differences.slice(0, 5)).toEqual([]);
        expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
      });
      fc.assert(agrees, { seed, numRuns });
      console.log(JSON.stringify(told));
      // That nothing happened would be agreement too.
      expect(told.delivered).toBeGreaterThan(50 * numRuns);
      if (allowed.policies) expect(told.dropped).toBeGreaterThan(0);
    },
    1_800_000,
  );
});

describe('the comparison', () => {
  const record: Told = { what: 'delivered', place: 0, producer: 2, arrival: 0.25, time: 0.5 };
  const end = 1.25;

  test('forgives 1e-9 s and nothing more', () => {
    expect(differences([record], [{ ...record, time: 0.5 + 0.9e-9 }], end)).toEqual([]);
    expect(differences([record], [{ ...record, time: 0.5 + 1.1e-9 }], end)).toHaveLength(1);
  });

  test('sees a record that is missing, doubled, another, at another place or of another fate', () => {
    expect(differences([record], [], end)).toHaveLength(1);
    expect(differences([record, record], [record], end)).toHaveLength(1);
    for (const change of [{ producer: 1 }, { arrival: 0.26 }, { place: 1 }] as const) {
      expect(differences([record], [{ ...record, ...change }], end)).toHaveLength(2);
    }
    expect(differences([record], [{ ...record, what: 'dropped' }], end)).toHaveLength(2);
  });
});
