/**
 * A RabbitMQ of our own: its nodes, and the name server that Erlang wants beside them, on loopback,
 * in a fresh folder.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, freePorts } from '../../../support/ports.js';
import { start, type Running } from './process.js';

/** Where Debian's package has what the scripts in /usr/sbin call, as their own user. */
const PROGRAMS = '/usr/lib/rabbitmq/bin';
const SERVER = join(PROGRAMS, 'rabbitmq-server');
const CONTROL = join(PROGRAMS, 'rabbitmqctl');
const LIBRARIES = '/usr/lib/rabbitmq/lib';
const LIBRARY = 'rabbitmq_server-';
const COOKIE = 'highwater';

export interface RabbitServer {
  readonly version: string;
  readonly nodes: number;
  /** Of clients. */
  port(node: number): number;
  signal(node: number, which: NodeJS.Signals): void;
  kill(node: number): Promise<void>;
  restart(node: number): Promise<void>;
  /** Runs rabbitmqctl; what it prints. */
  control(node: number, ...words: readonly string[]): string;
  end(): Promise<void>;
}

/** null where it is not installed. (To ask rabbitmqctl would leave a name server behind.) */
export function rabbitVersion(): string | null {
  if (!existsSync(SERVER)) return null;
  const name = readdirSync(LIBRARIES).find((each) => each.startsWith(LIBRARY));
  return name?.slice(LIBRARY.length) ?? 'of unknown version';
}

export async function startRabbit(nodes: 1 | 3): Promise<RabbitServer> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-rabbit-'));
  const [namePort, ...ports] = await freePorts(1 + 2 * nodes);
  const running = new Map<number, Running>();
  const nameOf = (node: number): string => `rabbit${node}@localhost`;
  const common: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: folder,
    ERL_EPMD_PORT: String(namePort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_ERLANG_COOKIE: COOKIE,
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
  };
  const run = (node: number): void => {
    const of = join(folder, nameOf(node));
    const environment = {
      ...common,
      RABBITMQ_NODENAME: nameOf(node),
      RABBITMQ_MNESIA_BASE: join(of, 'data'),
      RABBITMQ_LOG_BASE: join(of, 'log'),
      RABBITMQ_DIST_PORT: String(ports[2 * node + 1]),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(of, 'plugins'),
      RABBITMQ_CONFIG_FILE: join(of, 'rabbitmq'),
      // The script becomes the node then: one process, with the number that we know.
      RABBITMQ_ALLOW_INPUT: '1',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-noinput -kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +S 1:1',
    };
    running.set(node, start(SERVER, [], environment));
  };
  const portOf = (node: number): number => ports[2 * node];
  const names = start('epmd', ['-relaxed_command_check'], common);
  const server: RabbitServer = {
    version: rabbitVersion() ?? '',
    nodes,
    port: portOf,
    signal: (node, which) => running.get(node)?.signal(which),
    kill: async (node) => running.get(node)?.end('SIGKILL'),
    restart: async (node) => {
      run(node);
      await answering(portOf(node));
    },
    control: (node, ...words) => {
      const options = ['-n', nameOf(node), '--erlang-cookie', COOKIE, ...words];
      const { status, stdout, stderr } = spawnSync(CONTROL, options, {
        encoding: 'utf8',
        env: common,
      });
      if (status !== 0) throw new Error(`rabbitmqctl ${words.join(' ')}: ${stdout}${stderr}`);
      return stdout;
    },
    end: async () => {
      await Promise.all([...running.values()].map((each) => each.end('SIGKILL')));
      await names.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await answering(namePort);
    for (let node = 0; node < nodes; node++) {
      const of = join(folder, nameOf(node));
      mkdirSync(of);
      writeFileSync(join(of, 'plugins'), '[].');
      const all = Array.from({ length: nodes }, (_, each) => each);
      writeFileSync(
        join(of, 'rabbitmq.conf'),
        [
          `listeners.tcp.1 = 127.0.0.1:${portOf(node)}`,
          'cluster_formation.peer_discovery_backend = classic_config',
          ...all.map(
            (each) => `cluster_formation.classic_config.nodes.${each + 1} = ${nameOf(each)}`,
          ),
          '',
        ].join('\n'),
      );
    }
    // One after the other: the first makes the cluster, the others join it.
    for (let node = 0; node < nodes; node++) await server.restart(node);
  } catch (failure) {
    await server.end();
    throw failure;
  }
  return server;
}
