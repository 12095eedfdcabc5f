/**
 * npm run conformance -- latency [--record[=FILE]] [--seconds=S] [SETUP...]: latency and processor
 * time of a real broker from 10 to 95% of its ceiling. Some eight minutes of a quiet machine with
 * two processors, one for the broker, one for the clients. With --fit[=FILE] nothing is run: costs
 * are fitted to what has been recorded.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { startDriver } from '../kafka/driver.js';
import { missing, prepareMachine, type Machine } from '../kafka/machine.js';
import {
  BROKER_PROCESSOR,
  BROKER_SETTINGS,
  CLIENT_PROCESSOR,
  JAVA,
  startLoneBroker,
} from './broker.js';
import { measure, type Measured } from './measure.js';
import { SETUPS, SHARES } from './setups.js';
import { fit } from './fit.js';
import { readLatencies, writeLatencies, type Latencies } from './recordings.js';

const WARM_SECONDS = 5;

export async function runLatency(args: readonly string[]): Promise<number> {
  const toFit = valueOf(args, '--fit');
  if (toFit !== null) {
    fit(readLatencies(toFit === '' ? 'first' : toFit), console.log);
    return 0;
  }
  const lacks = [...missing(), ...missingHere()];
  for (const each of lacks) console.error(`not run: ${each}`);
  if (lacks.length > 0) return 2;
  const names = args.filter((each) => !each.startsWith('--'));
  const chosen = SETUPS.filter(({ name }) => names.length === 0 || names.includes(name));
  const seconds = Number(valueOf(args, '--seconds') ?? 3);
  const shares = valueOf(args, '--shares')?.split(',').map(Number) ?? SHARES;
  const record = valueOf(args, '--record');
  const file = record === '' ? 'latency' : record;
  const machine = prepareMachine();
  const driver = startDriver(machine, { processor: CLIENT_PROCESSOR, java: JAVA });
  const measured: Measured[] = [];
  try {
    const broker = await startLoneBroker(machine, driver);
    const end = (): void => void broker.end().finally(() => process.exit(130));
    process.once('SIGINT', end).once('SIGTERM', end);
    try {
      // Java compiles what is hot: what comes first is not kept.
      const warm = { ...chosen[0], name: 'warm-up' };
      await measure(driver, broker, warm, { seconds: WARM_SECONDS, shares: [] }, console.log);
      for (const setup of chosen) {
        measured.push(await measure(driver, broker, setup, { seconds, shares }, console.log));
        if (file !== null) writeLatencies(file, described(machine, seconds, measured));
      }
    } finally {
      process.removeListener('SIGINT', end).removeListener('SIGTERM', end);
      await broker.end();
    }
  } finally {
    await driver.stop();
  }
  return 0;
}

function described(
  machine: Machine,
  secondsPerRun: number,
  measured: readonly Measured[],
): Latencies {
  return {
    kafka: machine.kafkaVersion,
    java: machine.javaVersion,
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0].model,
    processors: { broker: BROKER_PROCESSOR, clients: CLIENT_PROCESSOR },
    secondsPerRun,
    options: JAVA,
    set: BROKER_SETTINGS,
    measured,
  };
}

function missingHere(): string[] {
  const found: string[] = [];
  if (spawnSync('taskset', ['--version']).status !== 0) found.push('taskset cannot be started');
  if (cpus().length < 2) found.push('two processors are needed');
  return found;
}

/** null: it is not there; '': without a value. */
function valueOf(args: readonly string[], name: string): string | null {
  const found = args.find((each) => each === name || each.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}
