/**
 * What answers any number of calls at one time: it has no queue and is never full, but who waits
 * for an answer is, and sooner where the answer takes longer.
 */
import type { Model } from '../model/model.js';
import type { ResourceSummary } from './pool.js';

type Busy = Pick<ResourceSummary, 'name' | 'utilizationMaximum'>;

/** With how busy those are that call it, the busiest of them; of what nobody calls, 0. */
export function boundlessOf(model: Model, measured: readonly Busy[]): Busy[] {
  const busyOf = (name: string): number =>
    measured.find((resource) => resource.name === name)?.utilizationMaximum ?? 0;
  return model.externals.flatMap(({ name, concurrency }, index) => {
    if (concurrency !== null || measured.some((each) => each.name === `externals.${name}`)) {
      return [];
    }
    const groups = model.consumers.filter(({ tries }) => calls(tries?.calls ?? [], index));
    const services = model.externals.filter((external) => calls(external.calls, index));
    const callers = [
      ...groups.map((group) => busyOf(`consumers.${group.name}`)),
      ...services.map((service) => busyOf(`externals.${service.name}`)),
    ];
    return [{ name: `externals.${name}`, utilizationMaximum: Math.max(0, ...callers) }];
  });
}

function calls(all: readonly { readonly external: number }[], index: number): boolean {
  return all.some(({ external }) => external === index);
}
