/**
 * The truth of the pipeline of coverageCases.ts, by simulation: 300 trials each, after 3 s of warm-up, on a seed that no
 * study has. As printed by
 *
 *     npx highwater coverage --truth --only <utilization> --times <n>
 *
 * (n times as long as the 30 trials of one study). Half-widths are of 95% intervals: 1 / sqrt n of a study's, so that n = 200
 * takes at most 0.22 percentage points off a coverage of 95%, n = 300 at most 0.15 (nominalCoverage in coverage.ts).
 */
import type { Truth, Utilization } from './coverageCases.js';

export const PIPELINE_TRUTHS: Readonly<Record<Utilization, Truth>> = {
  // --times 300: 346 million records.
  0.5: {
    mean: { seconds: 0.00572639, halfWidth: 4.90763e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00575532, halfWidth: 5.17398e-7 },
      { p: 0.99, seconds: 0.00697632, halfWidth: 7.38226e-7 },
      { p: 0.999, seconds: 0.00719398, halfWidth: 1.50948e-6 },
    ],
  },
  // --times 300: 576 million records.
  0.8: {
    mean: { seconds: 0.00694799, halfWidth: 4.37302e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00698221, halfWidth: 4.63432e-7 },
      { p: 0.99, seconds: 0.00837289, halfWidth: 9.93481e-7 },
      { p: 0.999, seconds: 0.00868643, halfWidth: 2.07341e-6 },
    ],
  },
  // --times 300: 864 million records.
  0.9: {
    mean: { seconds: 0.0073819, halfWidth: 4.09849e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00741636, halfWidth: 4.20706e-7 },
      { p: 0.99, seconds: 0.00889031, halfWidth: 1.11061e-6 },
      { p: 0.999, seconds: 0.00926365, halfWidth: 2.34872e-6 },
    ],
  },
  // --times 200: 1920 million records.
  0.95: {
    mean: { seconds: 0.00770028, halfWidth: 4.63278e-7 },
    quantiles: [
      { p: 0.5, seconds: 0.00772734, halfWidth: 4.47955e-7 },
      { p: 0.99, seconds: 0.00943752, halfWidth: 2.00102e-6 },
      { p: 0.999, seconds: 0.0101033, halfWidth: 7.61464e-6 },
    ],
  },
};
