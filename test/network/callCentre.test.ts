/** The call center that comes with Highwater: the answers that it says of itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { patienceShareLeft } from '../../src/analysis/closedForm/patience.js';
import { parseModel } from '../../src/model/index.js';
import { expectAudits } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/** Of five days' calls, those that hung up: with a contract, without, of all. */
function hungUp(...changes: readonly (readonly [string, string])[]): [number, number, number] {
  const fileName = 'models/call-centre.yaml';
  const overrides = changes.map(([path, value]) => ({ path: `externals.agents.${path}`, value }));
  const parsed = parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides });
  if ('faults' in parsed) throw new Error(parsed.faults[0].hint);
  const day = 86_400;
  const lengths = { warmupSeconds: day / 4, windowSeconds: 5 * day };
  const measured = shortTrial(parsed.model, lengths);
  expectAudits(measured);
  const [own, others] = (measured.services ?? []).map(({ calls: [call] }) => call);
  const left = (call: typeof own): number => call.left ?? NaN;
  const all = (left(own) + left(others)) / (own.sent + others.sent);
  return [left(own) / own.sent, left(others) / others.sent, all];
}

/** Of day and night as many calls come: the mean of the shares that Erlang A has of either. */
function erlangA(...agents: readonly number[]): number {
  const patience = { kind: 'exponential', seconds: 180 } as const;
  const shares = agents.map((servers) =>
    patienceShareLeft({ lambda: 3.5 / 60, mu: 1 / 240, servers, patience }),
  );
  return shares.reduce((sum, each) => sum + each, 0) / shares.length;
}

/**
 * 25,000 calls. At night the number there changes over some six minutes, 1 / (1/240 + 1/180) s, so
 * several hundred stretches are independent: a standard error of some 5% of the share.
 */
test('call-centre: 11.1% hang up, of those with a contract less than half of that', () => {
  expect(erlangA(18, 12)).toBeCloseTo(0.111, 3);
  const [own, others, all] = hungUp();
  expect(Math.abs(all / erlangA(18, 12) - 1)).toBeLessThan(0.2);
  expect(own).toBeLessThan(others / 2);
  const [first, second, fifo] = hungUp(['discipline', 'fifo']);
  expect(Math.abs(fifo / erlangA(18, 12) - 1)).toBeLessThan(0.2);
  expect(Math.abs(first / second - 1)).toBeLessThan(0.2);
  const [, , more] = hungUp(['shifts.night.servers', '14']);
  expect(Math.abs(more / erlangA(18, 14) - 1)).toBeLessThan(0.2);
});
