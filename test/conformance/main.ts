/**
 * npm run conformance [-- [--record | --record-again] [NAME...]]: runs scenarios against a real
 * Apache Kafka and prints what it did beside what Highwater says. --record keeps what was observed,
 * --record-again keeps it beside that, to tell how far a real one repeats. Exit codes: 0
 * all agree or are known to differ, 1 one does not, 2 something is missing.
 */
import { loadavg, cpus } from 'node:os';
import { compare, shown } from './agreement.js';
import { startCluster } from './kafka/cluster.js';
import { startDriver } from './kafka/driver.js';
import { openLab } from './kafka/lab.js';
import { runLatency } from './latency/main.js';
import { missing, prepareMachine, type Machine } from './kafka/machine.js';
import { runQueueScenarios } from './queues/main.js';
import { writeRecording } from './recordings.js';
import type { Recording, Scenario } from './scenario.js';
import { THREE_BROKERS } from './scenarios/failing.js';
import { SCENARIOS } from './scenarios/index.js';

const [, , first, ...rest] = process.argv;
const again = process.argv.includes('--record-again');
const records = again || process.argv.includes('--record');
const names = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const chosen = SCENARIOS.filter(({ name }) => names.length === 0 || names.includes(name));

process.exitCode =
  first === 'latency'
    ? await runLatency(rest)
    : first === 'queues'
      ? await runQueueScenarios(rest)
      : await run();

async function run(): Promise<number> {
  const lacks = missing();
  for (const each of lacks) console.error(`not run: ${each}`);
  if (lacks.length > 0) return 2;
  const machine = prepareMachine();
  console.log(`Apache Kafka ${machine.kafkaVersion}, Java ${machine.javaVersion}`);
  let apart = 0;
  for (const brokers of [1, 3] as const) {
    const those = chosen.filter((scenario) => scenario.brokers === brokers);
    if (those.length > 0) apart += await runAll(machine, brokers, those);
  }
  return apart === 0 ? 0 : 1;
}

/** On one cluster, one after the other; how many disagree without a known reason, or failed. */
async function runAll(
  machine: Machine,
  brokers: 1 | 3,
  scenarios: readonly Scenario[],
): Promise<number> {
  const driver = startDriver(machine);
  let apart = 0;
  try {
    const cluster = await startCluster(
      machine,
      driver,
      brokers,
      brokers === 3 ? THREE_BROKERS : {},
    );
    const end = (): void => void cluster.end().finally(() => process.exit(130));
    process.once('SIGINT', end);
    try {
      for (const scenario of scenarios) {
        try {
          const before = load();
          const observed = await scenario.observe(
            openLab(cluster, driver, () => startDriver(machine)),
          );
          const recording: Recording = {
            scenario: scenario.name,
            kafka: machine.kafkaVersion,
            java: machine.javaVersion,
            date: new Date().toISOString().slice(0, 10),
            load: [before, load()],
            set: scenario.set,
            observed,
          };
          if (!tell(scenario, recording)) apart++;
          if (records) writeRecording(recording, again ? 'recorded-again' : 'recorded');
        } catch (failure) {
          apart++;
          console.log(`${scenario.name}: ${String(failure)}`);
        }
      }
    } finally {
      process.removeListener('SIGINT', end);
      await cluster.end();
    }
  } finally {
    await driver.stop();
  }
  return apart;
}

function load(): number {
  return Math.round((100 * loadavg()[0]) / cpus().length) / 100;
}

/** Whether all agree, or are known to differ and do. */
function tell(scenario: Scenario, recording: Recording): boolean {
  const compared = compare(scenario, recording.observed, scenario.simulate());
  console.log(`\n${scenario.name}: ${scenario.asks} (load ${recording.load.join(' to ')})`);
  for (const { value, observed, simulated, agrees, reason } of compared) {
    const verdict = agrees ? 'agrees' : reason === null ? 'DIFFERS' : `differs: ${reason}`;
    console.log(`  ${value}: Kafka ${shown(observed)}, Highwater ${shown(simulated)}: ${verdict}`);
  }
  return compared.every(({ agrees, reason }) => agrees === (reason === null));
}
