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
  // --times 10: 3.6 million records.
  0.8: {
    mean: { seconds: 0.00488231, halfWidth: 5.03344e-6 },
    quantiles: [
      { p: 0.5, seconds: 0.00486379, halfWidth: 4.56365e-6 },
      { p: 0.99, seconds: 0.00748025, halfWidth: 1.45766e-5 },
      { p: 0.999, seconds: 0.00834565, halfWidth: 2.88408e-5 },
    ],
  },
  // --times 10: 6 million records.
  0.9: {
    mean: { seconds: 0.00569662, halfWidth: 1.32475e-5 },
    quantiles: [
      { p: 0.5, seconds: 0.00562712, halfWidth: 1.06282e-5 },
      { p: 0.99, seconds: 0.00927879, halfWidth: 5.57603e-5 },
      { p: 0.999, seconds: 0.0110702, halfWidth: 0.000209187 },
    ],
  },
  // --times 10: 14.4 million records.
  0.95: {
    mean: { seconds: 0.00683173, halfWidth: 3.05201e-5 },
    quantiles: [
      { p: 0.5, seconds: 0.0066109, halfWidth: 2.11189e-5 },
      { p: 0.99, seconds: 0.0130559, halfWidth: 0.000217879 },
      { p: 0.999, seconds: 0.0167996, halfWidth: 0.000487351 },
    ],
  },
};
