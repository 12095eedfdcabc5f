/** How far two recordings of a real Kafka agree. */
import { near, shown } from './agreement.js';
import { RECORDED, RECORDED_AGAIN } from './recordings.js';
import type { Value } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';

/** As near as most scenarios must be to what is simulated. */
const AS_TIMES = { within: 0.1, share: 0.05 };

export interface Repeated {
  readonly scenario: string;
  readonly value: string;
  readonly first: Value;
  readonly second: Value;
  /** equal; near: 0.1 s + 5%; apart: neither. */
  readonly how: 'equal' | 'near' | 'apart';
}

export function repeated(): Repeated[] {
  return SCENARIOS.flatMap(({ name }) => {
    const first = RECORDED.read(name)?.observed ?? {};
    const second = RECORDED_AGAIN.read(name)?.observed;
    if (second === undefined) return [];
    return Object.entries(first).map(([value, one]): Repeated => {
      const other = second[value];
      const isEqual = near(one, other, {});
      const how = isEqual ? 'equal' : near(one, other, AS_TIMES) ? 'near' : 'apart';
      return { scenario: name, value, first: one, second: other, how };
    });
  });
}

export const APART_HEADERS = ['scenario', 'value', 'first', 'second'];

export function apartRows(): string[][] {
  return repeated()
    .filter(({ how }) => how === 'apart')
    .map(({ scenario, value, first, second }) => [
      `\`${scenario}\``,
      value,
      shown(first),
      shown(second),
    ]);
}
