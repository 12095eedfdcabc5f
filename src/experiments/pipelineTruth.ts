/**
 * The truth of the pipeline of coverageCases.ts, by simulation: 300 trials each, after 3 s of warm-up, on a seed that no
 * study has. As printed by
 *
 *     npx highwater coverage --truth --only <utilization> --times <n>
 *
 * (n times as long as the 30 trials of one study). Half-widths are of 95% intervals.
 */
import type { Truth, Utilization } from './coverageCases.js';

export const PIPELINE_TRUTHS: Readonly<Record<Utilization, Truth>> = {
  // --times 1000: 144 million records.
  0.5: {
    mean: { seconds: 0.00401087, halfWidth: 3.07877e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00397292, halfWidth: 3.92377e-7 },
      { p: 0.99, seconds: 0.00612838, halfWidth: 9.55564e-7 },
      { p: 0.999, seconds: 0.00662137, halfWidth: 1.42262e-6 },
    ],
  },
  // --times 1000: 360 million records.
  0.8: {
    mean: { seconds: 0.00488241, halfWidth: 5.10839e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00486232, halfWidth: 4.56355e-7 },
      { p: 0.99, seconds: 0.00748451, halfWidth: 1.38215e-6 },
      { p: 0.999, seconds: 0.008365, halfWidth: 2.21004e-6 },
    ],
  },
  // --times 100: 60 million records.
  0.9: {
    mean: { seconds: 0.00568807, halfWidth: 4.33564e-6 },
    quantiles: [
      { p: 0.5, seconds: 0.00561978, halfWidth: 3.82704e-6 },
      { p: 0.99, seconds: 0.00924775, halfWidth: 1.68093e-5 },
      { p: 0.999, seconds: 0.010955, halfWidth: 6.13174e-5 },
    ],
  },
  // --times 100: 144 million records.
  0.95: {
    mean: { seconds: 0.00681605, halfWidth: 8.87001e-6 },
    quantiles: [
      { p: 0.5, seconds: 0.00659771, halfWidth: 8.0478e-6 },
      { p: 0.99, seconds: 0.0129245, halfWidth: 6.52749e-5 },
      { p: 0.999, seconds: 0.0166731, halfWidth: 0.000158677 },
    ],
  },
};
