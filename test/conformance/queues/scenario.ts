/**
 * A scenario of queues: what is done with a real broker, what is observed, what Highwater says to
 * the same, and how near it must be.
 */
import type { Observed, Recorded, ScenarioText, Tolerance } from '../scenario.js';
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

type Of<Name extends BrokerName> = ScenarioText & {
  readonly broker: Name;
  observe(lab: Labs[Name]): Promise<Observed>;
};

export type QueueScenario = { [Name in BrokerName]: Of<Name> }[BrokerName];

/** What `npm run conformance -- queues` keeps of a run of a scenario. */
export interface QueueRecording extends Recorded {
  /** Its name and version. */
  readonly broker: string;
}

/** Of times on a machine that has other things to do, between 0 and some seconds. */
export const TIMES: Tolerance = { within: 0.1, share: 0.05 };
