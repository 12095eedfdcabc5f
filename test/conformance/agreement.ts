/** Where what Highwater says and what a real Kafka did agree. */
import type { Observed, Scenario, Tolerance, Value } from './scenario.js';

export interface Compared {
  readonly value: string;
  readonly observed: Value;
  readonly simulated: Value;
  readonly agrees: boolean;
  /** Why it differs, where it is known that it does. */
  readonly reason: string | null;
}

export function compare(
  { near: tolerances = {}, differs = {} }: Pick<Scenario, 'near' | 'differs'>,
  observed: Observed,
  simulated: Observed,
): Compared[] {
  return Object.entries(observed).map(([value, real]) => ({
    value,
    observed: real,
    simulated: simulated[value],
    agrees: near(real, simulated[value], tolerances[value] ?? {}),
    reason: differs[value] ?? null,
  }));
}

/** Both allowances together, member by member of a list. */
export function near(
  real: Value,
  simulated: Value | undefined,
  { within = 0, share = 0 }: Tolerance,
): boolean {
  if (typeof real === 'number' && typeof simulated === 'number') {
    return Math.abs(real - simulated) <= within + share * Math.abs(real);
  }
  if (Array.isArray(real) && Array.isArray(simulated)) {
    return (
      real.length === simulated.length &&
      real.every((each: Value, index) => near(each, simulated[index] as Value, { within, share }))
    );
  }
  return real === simulated;
}

/** Values of a list that a table shows. */
const SHOWN = 8;

/** As a table's cell has it. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (typeof value !== 'object') return String(value);
  const first = value.slice(0, SHOWN).map((each: Value) => shown(each));
  return [...first, ...(value.length > SHOWN ? ['...'] : [])].join(' ');
}
