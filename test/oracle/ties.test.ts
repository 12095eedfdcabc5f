/**
 * The engine and the second simulator agree where many things happen in one instant (services of no
 * time, or of one that a clock does not see), and where bytes are no whole numbers (records of 0.05
 * bytes on the wire). Messages still take times that differ. TIES_MODELS of each kind, from the
 * seed TIES_SEED; with TIES_GRAPHS=1 groups send on, with TIES_SERVICES=1, too, they call, fail and
 * wait.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from './agreement.js';
import { trialOf, type Drawn } from './drawn.js';
import { models } from './models.js';
import type { Section } from './sections.js';

const seed = Number(process.env['TIES_SEED'] ?? 23);
const numRuns = Number(process.env['TIES_MODELS'] ?? 8);

const SERVICES =
  /^(time_per_request|time_per_fetch|time_per_replica_append|processing_time|flush_time)$/;

/**
 * The model with each of these keys' values replaced, those of services in turn by one of
 * `services`.
 */
function changed(drawn: Drawn, services: readonly string[], others: Section): Drawn {
  let turn = 0;
  const change = (name: string, value: unknown): unknown => {
    if (SERVICES.test(name)) return services[turn++ % services.length] ?? value;
    return others[name] ?? value;
  };
  const text = JSON.stringify(JSON.parse(drawn.text), change);
  return { ...drawn, text };
}

const several = process.env['TIES_GRAPHS'] !== undefined;
const calm = {
  policies: false,
  retries: false,
  members: false,
  faults: [],
  flows: several,
  sends: several,
  services: process.env['TIES_SERVICES'] !== undefined,
};
const ONLY = { time_per_batch: '0 s', time_per_record: '0 s', time_per_byte: '0 ns/B' };
const KINDS = {
  'services of 0 and 1e-20 s': [{ ...calm, policies: true }, ['1e-20 s', '0 s'], {}],
  // Requests that wait behind a fetch end in the instant in which it does.
  'requests of 0 behind fetches on one handler': [
    calm,
    ['0 s', 'exponential(4 ms)', '0 s'],
    { ...ONLY, handlers: 1, fetch_min_bytes: '1 B' },
  ],
  // 20 of them are worth a fetch of 1 byte; sums of 0.05 are soon a little off.
  'records of 0.05 wire bytes': [
    calm,
    [],
    { record_size: '1 B', compression_ratio: 0.05, fetch_min_bytes: '1 B', linger: '0 s' },
  ],
} as const;

test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s', { timeout: 1_800_000 }, (name) => {
  const [allowed, services, others] = KINDS[name];
  const agrees = fc.property(models(allowed), (drawn) => {
    const { differences, miscounts, measured } = compare(trialOf(changed(drawn, services, others)));
    expect(differences.slice(0, 5)).toEqual([]);
    expect(miscounts).toEqual([]);
    expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  });
  fc.assert(agrees, { seed, numRuns });
});
