/**
 * A scenario: what is done with a real broker, what is observed, what Highwater says to the same,
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

/** What scenarios of all brokers have. */
export interface ScenarioText {
  readonly name: string;
  /** One sentence on what is asked of both. */
  readonly asks: string;
  /** The broker's settings that matter, in its own words. */
  readonly set: Settings;
  readonly done: string;
  /** The same names as observed. */
  simulate(): Observed;
  /** Values not named here must be equal. */
  readonly near?: Readonly<Record<string, Tolerance>>;
  /** Values that differ today, and why: the tests hold that they do. */
  readonly differs?: Readonly<Record<string, string>>;
}

/** With a real Kafka. */
export interface Scenario extends ScenarioText {
  readonly brokers: 1 | 3;
  observe(lab: Lab): Promise<Observed>;
}

/** What is kept of a run of a scenario. */
export interface Recorded {
  readonly scenario: string;
  readonly date: string;
  /** Of the machine while it ran: the load of a minute over its processors, before and after. */
  readonly load: readonly number[];
  readonly set: Settings;
  readonly observed: Observed;
}

/** What `npm run conformance` keeps of it. */
export interface Recording extends Recorded {
  readonly kafka: string;
  readonly java: string;
}
