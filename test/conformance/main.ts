/**
 * npm run conformance [-- [--record | --record-again] [NAME...]]: runs scenarios against a real
 * Apache Kafka and prints what it did beside what Highwater says. --record keeps what was observed,
 * --record-again keeps it beside that, to tell how far a real one repeats. Exit codes: 0
 * all agree or are known to differ, 1 one does not, 2 something is missing.
 */
import { startCluster } from './kafka/cluster.js';
import { startDriver } from './kafka/driver.js';
import { openLab } from './kafka/lab.js';
import { runLatency } from './latency/main.js';
import { missing, prepareMachine, type Machine } from './kafka/machine.js';
import { runQueueScenarios } from './queues/main.js';
import { RECORDED, RECORDED_AGAIN } from './recordings.js';
import { record, tell } from './running.js';
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
          const lab = openLab(cluster, driver, () => startDriver(machine));
          const { scenario: name, ...recorded } = await record(scenario, () =>
            scenario.observe(lab),
          );
          const recording: Recording = {
            scenario: name,
            kafka: machine.kafkaVersion,
            java: machine.javaVersion,
            ...recorded,
          };
          if (!tell(scenario, recording, 'Kafka ')) apart++;
          if (records) (again ? RECORDED_AGAIN : RECORDED).write(recording);
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
