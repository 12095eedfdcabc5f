/** Brokers that a run of scenarios starts. */
import type { BrokerName, Labs } from '../scenario.js';
import { RabbitLab } from './rabbit.js';
import { rabbitVersion, startRabbit } from './rabbitServer.js';

export interface Opened<Lab extends Labs[BrokerName]> {
  /** Its name and version. */
  readonly version: string;
  /** A scenario's own. */
  lab(): Lab;
  end(): Promise<void>;
}

/** null where it is not installed. */
export const OPENERS: { readonly [Name in BrokerName]: () => Promise<Opened<Labs[Name]> | null> } =
  {
    rabbitmq: () => openRabbit(1),
    'rabbitmq of three': () => openRabbit(3),
    redis: () => Promise.resolve(null),
    nats: () => Promise.resolve(null),
  };

async function openRabbit(nodes: 1 | 3): Promise<Opened<RabbitLab> | null> {
  const version = rabbitVersion();
  if (version === null) return null;
  const server = await startRabbit(nodes);
  return {
    version: `RabbitMQ ${version}${nodes === 1 ? '' : ', three nodes'}`,
    lab: () => new RabbitLab(server),
    end: () => server.end(),
  };
}
