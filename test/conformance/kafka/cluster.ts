/**
 * A Kafka of our own: a controller and brokers, each a process, with fresh folders, on loopback;
 * clients and followers reach a broker by proxies of the driver, which note what passes and can be
 * as slow as a long way.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, type Driver } from './driver.js';
import type { Machine } from './machine.js';
import { freePorts } from '../../support/ports.js';

const CONTROLLER = 100;
/** C1 alone: a broker is warm sooner and takes less of a small machine. */
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export interface Cluster {
  readonly brokers: number;
  /** Of clients, through the proxies. */
  readonly servers: string;
  /** The proxy in front of a broker (0..): for clients, or for the other brokers. */
  proxyOf(broker: number, side?: 'clients' | 'brokers'): string;
  folderOf(broker: number): string;
  start(broker: number): Promise<void>;
  stop(broker: number, signal: NodeJS.Signals): Promise<void>;
  /** Starts the brokers that are not running. */
  ensure(): Promise<void>;
  /** Ends all processes and forgets the folders. */
  end(): Promise<void>;
}

interface Ports {
  readonly client: number;
  readonly clientProxy: number;
  readonly inter: number;
  readonly interProxy: number;
}

export type Settings = Readonly<Record<string, string | number>>;

/** Brokers have the numbers 0 to count - 1, in Kafka and here. */
export async function startCluster(
  machine: Machine,
  driver: Driver,
  count: number,
  settings: Settings,
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-kafka-'));
  const [controllerPort, ...free] = await freePorts(1 + 4 * count);
  const ports = Array.from({ length: count }, (_, broker): Ports => {
    const [client, clientProxy, inter, interProxy] = free.slice(4 * broker);
    return { client, clientProxy, inter, interProxy };
  });
  const processes = new Map<number, ChildProcess>();
  const folderOf = (node: number): string => join(folder, `node-${node}`);
  const common = {
    'controller.quorum.voters': `${CONTROLLER}@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT,BROKER:PLAINTEXT',
    ...BROKER_SETTINGS,
    ...settings,
  };
  const configure = (node: number, more: Settings): void => {
    mkdirSync(folderOf(node));
    const all = { ...common, ...more, 'node.id': node, 'log.dirs': join(folderOf(node), 'log') };
    const lines = Object.entries(all).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(configOf(node), lines.join(''));
    const storage = ['format', '-t', 'aGlnaHdhdGVyLWNvbmZvcg', '-c', configOf(node)];
    const { status, stdout, stderr } = spawnSync(
      'java',
      [...JAVA, '-cp', machine.classPath, 'kafka.tools.StorageTool', ...storage],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`Kafka cannot format its folder: ${stdout}${stderr}`);
  };
  const configOf = (node: number): string => join(folderOf(node), 'server.properties');
  const run = (node: number): void => {
    const options = [...JAVA, '-cp', machine.classPath, 'kafka.Kafka', configOf(node)];
    processes.set(node, spawn('java', options, { stdio: 'ignore' }));
  };
  const cluster: Cluster = {
    brokers: count,
    servers: ports.map(({ clientProxy }) => `127.0.0.1:${clientProxy}`).join(','),
    proxyOf: (broker, side = 'clients') => `${side}-${broker}`,
    folderOf: (broker) => join(folderOf(broker), 'log'),
    start: async (broker) => {
      run(broker);
      await untilRegistered(driver, cluster.servers, broker);
    },
    stop: async (broker, signal) => {
      const child = processes.get(broker);
      if (child !== undefined) await ended(child, signal);
    },
    ensure: async () => {
      for (let broker = 0; broker < count; broker++) {
        const child = processes.get(broker);
        if (child?.exitCode !== null || child.signalCode !== null) await cluster.start(broker);
      }
    },
    end: async () => {
      await Promise.all([...processes.values()].map((child) => ended(child, 'SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    configure(CONTROLLER, {
      'process.roles': 'controller',
      listeners: `CONTROLLER://127.0.0.1:${controllerPort}`,
    });
    run(CONTROLLER);
    for (const [broker, each] of ports.entries()) {
      configure(broker, {
        'process.roles': 'broker',
        'inter.broker.listener.name': 'BROKER',
        listeners: `CLIENT://127.0.0.1:${each.client},BROKER://127.0.0.1:${each.inter}`,
        'advertised.listeners': `CLIENT://127.0.0.1:${each.clientProxy},BROKER://127.0.0.1:${each.interProxy}`,
      });
      const open = (side: 'clients' | 'brokers', listen: number, target: number) =>
        driver.ask('proxy.open', { name: cluster.proxyOf(broker, side), listen, target });
      await open('clients', each.clientProxy, each.client);
      await open('brokers', each.interProxy, each.inter);
    }
    for (let broker = 0; broker < count; broker++) run(broker);
    for (let broker = 0; broker < count; broker++) {
      await untilRegistered(driver, cluster.servers, broker);
    }
  } catch (failure) {
    await cluster.end();
    throw failure;
  }
  return cluster;
}

/** What suits a small machine, and scenarios that take seconds; the rest is Kafka's defaults. */
const BROKER_SETTINGS: Settings = {
  'num.network.threads': 2,
  'num.io.threads': 4,
  'log.cleaner.dedupe.buffer.size': 2_000_000,
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  'group.consumer.min.session.timeout.ms': 1000,
  'group.consumer.min.heartbeat.interval.ms': 100,
  'auto.create.topics.enable': 'false',
};

/** Half a minute at most, a loaded machine's start included. */
async function untilRegistered(driver: Driver, servers: string, broker: number): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    try {
      const registered = await driver.ask<number[]>('cluster.brokers', { servers });
      if (registered.includes(broker)) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`broker ${broker} has not come up`);
}
