/**
 * A scenario of queues: what is done with a real broker, what is observed, what Highwater says to
 * the same, and how near it must be.
 */
import type { Observed, Tolerance } from '../scenario.js';
import type { NatsLab } from './labs/nats.js';
import type { RabbitLab } from './labs/rabbit.js';
import type { RedisLab } from './labs/redis.js';

/** A broker, or three that share their queues. */
export interface Labs {
  readonly rabbitmq: RabbitLab;
  readonly 'rabbitmq of three': RabbitLab;
  readonly redis: RedisLab;
  readonly nats: NatsLab;
}
export type BrokerName = keyof Labs;

interface Common {
  readonly name: string;
  /** One sentence on what is asked of both. */
  readonly asks: string;
  /** The broker's settings that matter, in its own words. */
  readonly set: Readonly<Record<string, string | number>>;
  readonly done: string;
  /** The same names as observed. */
  simulate(): Observed;
  /** Values not named here must be equal. */
  readonly near?: Readonly<Record<string, Tolerance>>;
  /** Values that differ today, and why: the tests hold that they do. */
  readonly differs?: Readonly<Record<string, string>>;
}

type Of<Name extends BrokerName> = Common & {
  readonly broker: Name;
  observe(lab: Labs[Name]): Promise<Observed>;
};

export type QueueScenario = { [Name in BrokerName]: Of<Name> }[BrokerName];

/** What `npm run conformance -- queues` keeps of a run of a scenario. */
export interface QueueRecording {
  readonly scenario: string;
  /** Its name and version. */
  readonly broker: string;
  readonly date: string;
  /** Of the machine while it ran: the load of a minute over its processors, before and after. */
  readonly load: readonly number[];
  readonly set: Common['set'];
  readonly observed: Observed;
}

/** Of times on a machine that has other things to do, between 0 and some seconds. */
export const TIMES: Tolerance = { within: 0.1, share: 0.05 };
