/** What `highwater check --json` prints; infinite ceilings are null. */
import { monthlyCost } from '../analysis/cost.js';
import { firstToSaturate, type OfferedLoad } from '../analysis/offeredLoad.js';
import type { Model } from '../model/model.js';

export function checkJson(model: Model, load: OfferedLoad): string {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const cost = monthlyCost(model);
  const sorted = [...load.resources].sort(
    (a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond,
  );
  return JSON.stringify({
    format: 'highwater/check/1',
    model: model.name,
    question: model.question,
    users: model.load === 'rate' ? null : model.users,
    events_per_second: load.eventsPerSecond,
    bytes_per_second: load.bytesPerSecond,
    bytes_per_day: load.bytesPerDay,
    first_to_saturate: firstToSaturate(load).name,
    resources: sorted.map((row) => ({
      resource: row.name,
      count: finite(row.count),
      unit: row.unit,
      offered: finite(row.offered),
      capacity: finite(row.capacity),
      utilization: finite(row.utilization),
      ceiling_records_per_second: finite(row.ceilingEventsPerSecond),
      ceiling_users: finite(row.ceilingUsers),
    })),
    cost_per_month: cost?.perMonth ?? null,
    currency: model.prices?.currency ?? null,
  });
}
