/**
 * The truth of the pipeline of coverageCases.ts, by simulation: 300 trials each, after 3 s of
 * warm-up, on a seed that no study has. As printed by
 *
 *     npx highwater coverage --truth --only <utilization>
 *
 * (1,000 times as long as the 30 trials of one study). Half-widths are of 95% intervals: 1 / sqrt
 * 1000 of a study's, which takes at most 0.05 percentage points off a coverage of 95%
 * (nominalCoverage in coverage.ts).
 */
import type { Truth, Utilization } from './knownLatency.js';

export const PIPELINE_TRUTHS: Readonly<Record<Utilization, Truth>> = {
  // --times 1000: 3456 million records.
  0.5: {
    mean: { seconds: 0.00572677, halfWidth: 1.22569e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00575578, halfWidth: 1.17948e-7 },
      { p: 0.99, seconds: 0.00697682, halfWidth: 1.40628e-7 },
      { p: 0.999, seconds: 0.0071945, halfWidth: 3.94695e-7 },
    ],
  },
  // --times 1000: 1920 million records.
  0.8: {
    mean: { seconds: 0.00694827, halfWidth: 2.38315e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00698253, halfWidth: 2.47911e-7 },
      { p: 0.99, seconds: 0.00837355, halfWidth: 3.11585e-7 },
      { p: 0.999, seconds: 0.00868709, halfWidth: 9.75818e-7 },
    ],
  },
  // --times 1000: 2880 million records.
  0.9: {
    mean: { seconds: 0.00738224, halfWidth: 2.07891e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00741675, halfWidth: 1.92946e-7 },
      { p: 0.99, seconds: 0.00889133, halfWidth: 4.76202e-7 },
      { p: 0.999, seconds: 0.00926572, halfWidth: 1.53107e-6 },
    ],
  },
  // --times 1000: 9600 million records.
  0.95: {
    mean: { seconds: 0.00770046, halfWidth: 2.06836e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00772753, halfWidth: 1.83462e-7 },
      { p: 0.99, seconds: 0.0094388, halfWidth: 1.05138e-6 },
      { p: 0.999, seconds: 0.0101056, halfWidth: 3.46918e-6 },
    ],
  },
};
