/**
 * Holds predictions of a real broker's latency, with costs fitted at one load of each setup, to
 * what was recorded at the other loads.
 */
import { expect, test } from 'vitest';
import { FITTED_SHARE } from './fit.js';
import { reasonFor } from './off.js';
import { CEILING_WITHIN, QUANTILES_WITHIN, UP_TO, compareAll } from './predictions.js';
import { readLatencies } from './recordings.js';

const all = compareAll('first');

test('loads from a tenth of the ceiling on, constant and Poisson, of batches of one and large ones; noise is told', () => {
  const { measured } = readLatencies('first');
  for (const { runs, thrownAway } of measured) {
    expect(new Set(runs.map(({ share }) => share))).toEqual(
      new Set([0.1, 0.3, FITTED_SHARE, UP_TO, 0.85, 0.95]),
    );
    expect(runs).toHaveLength(12);
    expect(thrownAway).toBeGreaterThan(0);
    // What a record costs the broker falls as the load rises: that is what waking is for.
    const poisson = runs.filter(({ arrivals }) => arrivals === 'poisson');
    const each = poisson.map(({ broker, sent }) => broker / sent);
    expect(each[0] / each[5]).toBeGreaterThan(1.5);
  }
});

test('what is not said to be off is near, up to 70% of the ceiling', () => {
  let near = 0;
  for (const compared of all) {
    for (const [name, ratio] of Object.entries(compared.ratios)) {
      const within = name === 'ceiling' ? CEILING_WITHIN : QUANTILES_WITHIN;
      if (name !== 'ceiling' && (compared.isFitted || compared.run.share > UP_TO)) continue;
      if (name === 'broker' || name === 'clients') continue;
      if (reasonFor(compared, name) !== null) continue;
      near++;
      expect(ratio).toBeLessThan(1 + within);
      expect(ratio).toBeGreaterThan(1 / (1 + within) - 1e-9);
    }
  }
  // Of 42 quantiles and 3 ceilings.
  expect(near).toBeGreaterThan(20);
});

test('the broker is as busy as said, at loads not fitted: within a tenth in the median', () => {
  const off = all
    .filter(({ run, isFitted }) => !isFitted && run.share <= UP_TO && run.arrivals !== 'closed')
    .map(({ ratios }) => Math.abs(Math.log(ratios['broker'])))
    .sort((a, b) => a - b);
  expect(off).toHaveLength(21);
  expect(off[10]).toBeLessThan(Math.log(1.2));
});
