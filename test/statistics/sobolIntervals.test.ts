import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import { saltelliDesign, sobolIndices } from '../../src/statistics/index.js';

test('95% of the estimates of resampled rows lie in the interval of a Sobol index', () => {
  const rows = 32;
  const design = saltelliDesign(1, rows);
  const values = design.points.map(([x]) => x + 0.3 * Math.sin(40 * x));
  const random = new Stream('resampled');
  const [{ totalInterval }] = sobolIndices(design, values, () => random.next()).inputs;
  // Jansen's estimator and the variance of A and B, of rows drawn here.
  const own = new Stream('own rows');
  let inside = 0;
  for (let again = 0; again < 4000; again++) {
    const sample = Array.from({ length: rows }, () => Math.floor(own.next() * rows));
    const both = sample.flatMap((row) => [values[row], values[rows + row]]);
    const mean = both.reduce((sum, value) => sum + value, 0) / both.length;
    const squares = both.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const moved = sample.reduce(
      (sum, row) => sum + (values[row] - values[2 * rows + row]) ** 2 / 2,
      0,
    );
    const total = moved / rows / (squares / (both.length - 1));
    if (total >= totalInterval[0] && total <= totalInterval[1]) inside++;
  }
  // The ends are of 1,000 resamplings: a share of 95% is off by 0.77% (one deviation).
  expect(Math.abs(inside / 4000 - 0.95)).toBeLessThan(0.025);
});
