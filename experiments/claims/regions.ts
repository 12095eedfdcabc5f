/** A claim about regions near the users. */
import { latencyOf, percent } from 'highwater';
import { REGION_CASES, SMALL } from '../region-failover.js';
import { pointsOf, quantile, timed, type Claim } from './claim.js';

const ONE_CELL_EACH = { users: 30_000, 'cells.0.count': 1, 'cells.1.count': 1, 'cells.2.count': 1 };
/** So many of the last buckets of the time series: users have moved long before. */
const LAST = 6;

export const REGIONS: Claim = {
  claim: 'f. regions near the users lower their latency and keep the system available',
  rule: 'near below half of far, and at least 95% served once the users have moved',
  points: pointsOf('1m-users', [ONE_CELL_EACH, { ...SMALL, ...REGION_CASES[2].changes }]),
  pictured: ([near]) => ({
    columns: ['group', 'p50_ms', 'p99_ms'],
    rows: ['near', 'far'].map((group) => [
      group,
      latencyOf(near, 0.5, group),
      latencyOf(near, 0.99, group),
    ]),
  }),
  judge: ([near, failover]) => {
    const rows = failover.series.slice(-LAST);
    const delivered = rows.reduce((sum, row) => sum + row.deliveredPerSecond, 0) / rows.length;
    const served = delivered / failover.offered.eventsPerSecond;
    return {
      measured: `near ${timed(near, 0.5, 'near')}, far ${timed(near, 0.5, 'far')} (median); ${percent(served)} served after a region is lost`,
      holds: quantile(near, 0.5, 'near') < 0.5 * quantile(near, 0.5, 'far') && served > 0.95,
    };
  },
};
