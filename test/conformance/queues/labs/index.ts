/** Brokers that a run of scenarios starts. */
import type { BrokerName, Labs } from '../scenario.js';
import { spawnSync } from 'node:child_process';
import { openNats } from './nats.js';
import { openRedis } from './redis.js';
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
    redis: () => openNamed('Redis', 'redis-server', openRedis),
    nats: () => openNamed('NATS', 'nats-server', openNats),
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

/** Of a program that says its version as "v" or "v=" and numbers. */
async function openNamed<Lab extends Labs[BrokerName]>(
  name: string,
  program: string,
  open: () => Promise<Omit<Opened<Lab>, 'version'>>,
): Promise<Opened<Lab> | null> {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return null;
  const version = /v=?(\d[\d.]*)/.exec(stdout)?.[1] ?? 'of unknown version';
  return { version: `${name} ${version}`, ...(await open()) };
}
