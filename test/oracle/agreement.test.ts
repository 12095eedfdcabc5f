/**
 * The engine and the second simulator tell the same of each record, to 1e-9 s, on random small
 * models.
 *
 * The models are drawn by fast-check from a fixed seed; a failure prints the smallest model found.
 * `npm run oracle` draws more: ORACLE_MODELS of each kind, from the seed ORACLE_SEED, of the kinds
 * that ORACLE_KINDS names (all).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../../src/network/recording/observer.js';
import { compare, differences, type Told } from './agreement.js';
import { trialOf } from './drawn.js';
import { models } from './models.js';
import { ALL_FAULTS, EXTERNAL_FAULTS, type Allowed } from './sections.js';

const seed = Number(process.env['ORACLE_SEED'] ?? 20_251);
const asked = process.env['ORACLE_MODELS'];
const wanted = process.env['ORACLE_KINDS']?.split(',');

const HAPPENINGS = [
  'sent',
  'published',
  'dropped',
  'delivered',
  'duplicated',
  'lost',
  'failed',
] as const;

interface Kind extends Allowed {
  readonly about: string;
}

const healthy: Kind = {
  about: 'healthy pipelines and direct calls',
  policies: false,
  retries: false,
  members: false,
  faults: [],
};
const limited: Kind = { ...healthy, policies: true };

const KINDS: Readonly<Record<string, Kind>> = {
  healthy,
  policies: {
    ...limited,
    about: 'full buffers, rate limits, quotas, time limits and mirrors',
  },
  slow: {
    ...limited,
    about: 'slow disks, links and consumers, surges, and consumers down',
    faults: ['slow_disk', 'link_slow', 'slow_consumer', 'consumer_down', 'surge'],
  },
  members: {
    ...limited,
    about: 'groups that rebalance, scale, die and recover',
    members: true,
    faults: ['consumer_down', 'slow_consumer'],
  },
  retries: {
    ...limited,
    about: 'requests that time out and are sent again',
    retries: true,
    faults: ['slow_disk', 'link_slow', 'link_cut'],
  },
  brokers: {
    ...limited,
    about: 'brokers down',
    retries: true,
    faults: ['broker_down', 'broker_stop'],
  },
  regions: {
    ...limited,
    about: 'the whole region down',
    retries: true,
    members: true,
    faults: ['region_down'],
  },
  everything: {
    ...limited,
    about: 'all of it together',
    retries: true,
    members: true,
    faults: ALL_FAULTS,
  },
  flows: {
    ...limited,
    about: 'several kinds of producers and topics, and all of it',
    retries: true,
    members: true,
    faults: ALL_FAULTS,
    flows: true,
  },
  graphs: {
    ...limited,
    about: 'groups that send on, and all of it',
    retries: true,
    members: true,
    faults: ALL_FAULTS,
    flows: true,
    sends: true,
  },
  services: {
    ...limited,
    about: 'graphs of groups that call, fail and wait, and all of it',
    retries: true,
    members: true,
    faults: [...ALL_FAULTS, ...EXTERNAL_FAULTS, ...EXTERNAL_FAULTS],
    flows: true,
    sends: true,
    services: true,
  },
  desks: {
    ...limited,
    about: 'graphs whose externals have queues of their own',
    retries: true,
    members: true,
    faults: ['consumer_down', ...EXTERNAL_FAULTS, ...EXTERNAL_FAULTS],
    flows: true,
    sends: true,
    services: true,
    desks: true,
  },
  clusters: {
    ...limited,
    about: 'graphs on one to three clusters, and all of it',
    retries: true,
    members: true,
    faults: [...ALL_FAULTS, ...EXTERNAL_FAULTS, 'broker_down', 'region_down'],
    flows: true,
    sends: true,
    services: true,
    clusters: true,
  },
  queues: {
    ...limited,
    about: 'queues beside a log, with all that they may say, and consumers down',
    queues: true,
    services: true,
  },
  departures: {
    ...limited,
    about: 'graphs of groups whose instances die, and leave',
    retries: true,
    members: true,
    faults: ['consumer_down'],
    flows: true,
    sends: true,
    services: true,
  },
};

describe('engine and second simulator agree record by record', () => {
  const total = nothing();
  const chosen = Object.entries(KINDS).filter(([name]) => wanted?.includes(name) ?? true);
  test.each(chosen)(
    '%s',
    (name, kind) => {
      const numRuns = Number(asked ?? usual(kind));
      const told = nothing();
      let drawnModels = 0;
      const agrees = fc.property(models(kind), (drawn) => {
        const { differences: found, miscounts, happenings, measured } = compare(trialOf(drawn));
        drawnModels++;
        for (const what of HAPPENINGS) told[what] += happenings[what];
        expect(found.slice(0, 5)).toEqual([]);
        expect(miscounts).toEqual([]);
        expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
      });
      fc.assert(agrees, { seed, numRuns });
      console.log(`${name} (${kind.about}): ${drawnModels} models agree, ${JSON.stringify(told)}`);
      expect(told.delivered).toBeGreaterThan(40 * numRuns);
      for (const what of HAPPENINGS) total[what] += told[what];
    },
    1_800_000,
  );

  // That nothing happened would be agreement, too.
  test.skipIf(chosen.length < Object.keys(KINDS).length)('some of everything happened', () => {
    for (const what of HAPPENINGS) expect([what, total[what]]).not.toEqual([what, 0]);
  });
});

/** Graphs are larger; what their groups may do with records is manifold. */
function usual({ sends, services, queues }: Kind): number {
  if (queues === true) return 12;
  if (services === true) return 25;
  return sends === true ? 3 : 7;
}

function nothing(): Record<Happening, number> {
  return { sent: 0, published: 0, dropped: 0, delivered: 0, duplicated: 0, lost: 0, failed: 0 };
}

describe('the comparison', () => {
  const record: Told = {
    what: 'delivered',
    place: 0,
    producer: 2,
    arrival: 0.25,
    time: 0.5,
    birth: 0.125,
  };
  const end = 1.25;

  test('forgives 1e-9 s and nothing more', () => {
    expect(differences([record], [{ ...record, time: 0.5 + 0.9e-9 }], end)).toEqual([]);
    expect(differences([record], [{ ...record, time: 0.5 + 1.1e-9 }], end)).toHaveLength(1);
    expect(differences([record], [{ ...record, arrival: 0.25 - 0.9e-9 }], end)).toEqual([]);
    expect(differences([record], [{ ...record, arrival: 0.25 - 1.1e-9 }], end)).toHaveLength(2);
  });

  test('sees a record that is missing, doubled, another, at another place or of another fate', () => {
    expect(differences([record], [], end)).toHaveLength(1);
    expect(differences([record, record], [record], end)).toHaveLength(1);
    for (const change of [{ producer: 1 }, { arrival: 0.26 }, { place: 1 }, { birth: 0.1 }]) {
      expect(differences([record], [{ ...record, ...change }], end)).toHaveLength(2);
    }
    expect(differences([record], [{ ...record, what: 'dropped' }], end)).toHaveLength(2);
  });
});
