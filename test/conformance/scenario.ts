/**
 * A scenario: what is done with a real Kafka, what is observed, what Highwater says to the same,
 * and how near it must be.
 */
import type { Lab } from './kafka/lab.js';
import type { Settings } from './kafka/cluster.js';

export type Value = number | string | boolean | readonly number[] | readonly string[];
export type Observed = Readonly<Record<string, Value>>;

/** How far a simulated number may be from the observed one: both allowances are added. */
export interface Tolerance {
  /** In the value's own unit. */
  readonly within?: number;
  /** Share of the observed value. */
  readonly share?: number;
}

export interface Scenario {
  readonly name: string;
  /** One sentence on what is asked of both. */
  readonly asks: string;
  /** Kafka's settings that matter, in Kafka's words. */
  readonly set: Settings;
  readonly done: string;
  readonly brokers: 1 | 3;
  observe(lab: Lab): Promise<Observed>;
  /** The same names as observed. */
  simulate(): Observed;
  /** Values not named here must be equal. */
  readonly near?: Readonly<Record<string, Tolerance>>;
  /** Values that differ today, and why: the tests hold that they do. */
  readonly differs?: Readonly<Record<string, string>>;
}

/** What `npm run conformance` keeps of a run of a scenario. */
export interface Recording {
  readonly scenario: string;
  readonly kafka: string;
  readonly java: string;
  readonly date: string;
  /** Of the machine while it ran: the load of a minute over its processors, before and after. */
  readonly load: readonly number[];
  readonly set: Settings;
  readonly observed: Observed;
}
