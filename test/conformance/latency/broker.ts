/**
 * One broker that is its own controller, with a processor of its own, on loopback: no proxy stands
 * before it, and all that is not said here is Kafka's default.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, pinnedTo, type Driver } from '../kafka/driver.js';
import type { Settings } from '../kafka/cluster.js';
import type { Machine } from '../kafka/machine.js';
import { freePorts } from '../../support/ports.js';

/** Which processor the broker has, and which the clients. */
export const BROKER_PROCESSOR = 0;
export const CLIENT_PROCESSOR = 1;
/**
 * What keeps Java's own work off the processor that is measured: C1 alone compiles (C2 takes it for
 * tenths of seconds at a time), and what is young fills once in some seconds.
 */
export const JAVA = [
  '-Xms2g',
  '-Xmx2g',
  '-Xmn1500m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
];
/** In memory, where there is such a file system: what a disk does is not looked at here. */
const MEMORY = '/dev/shm';

export const BROKER_SETTINGS: Settings = {
  'process.roles': 'broker,controller',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
  'inter.broker.listener.name': 'CLIENT',
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  // Old segments go at once.
  'log.segment.bytes': 536_870_912,
  'log.retention.bytes': 1_073_741_824,
  'log.retention.check.interval.ms': 1000,
  'log.segment.delete.delay.ms': 500,
  'auto.create.topics.enable': 'false',
};

export interface LoneBroker {
  readonly servers: string;
  readonly processId: number;
  end(): Promise<void>;
}

export async function startLoneBroker(machine: Machine, driver: Driver): Promise<LoneBroker> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'highwater-latency-'));
  const [client, controller] = await freePorts(2);
  mkdirSync(join(folder, 'log'));
  const settings = {
    ...BROKER_SETTINGS,
    'node.id': 0,
    'controller.quorum.voters': `0@127.0.0.1:${controller}`,
    listeners: `CLIENT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${client}`,
    'log.dirs': join(folder, 'log'),
  };
  const config = join(folder, 'server.properties');
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(config, lines.join(''));
  const storage = ['format', '-t', 'aGlnaHdhdGVyLWNvbmZvcg', '-c', config];
  const { status, stdout, stderr } = spawnSync(
    'java',
    ['-cp', machine.classPath, 'kafka.tools.StorageTool', ...storage],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Kafka cannot format its folder: ${stdout}${stderr}`);
  const options = [...JAVA, '-cp', machine.classPath, 'kafka.Kafka', config];
  const [command, ...pinned] = [...pinnedTo(BROKER_PROCESSOR), 'java', ...options];
  const child = spawn(command, pinned, { stdio: 'ignore' });
  const broker: LoneBroker = {
    servers: `127.0.0.1:${client}`,
    processId: child.pid ?? 0,
    end: async () => {
      await ended(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (let attempt = 0; attempt < 120; attempt++) {
    try {
      const up = await driver.ask<number[]>('cluster.brokers', { servers: broker.servers });
      if (up.length > 0) return broker;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await broker.end();
  throw new Error('the broker has not come up');
}
