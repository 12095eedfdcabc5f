/**
 * npm run conformance -- queues [--record] [NAME...]: runs scenarios against real brokers with
 * queues, and prints what they did beside what Highwater says. Exit codes: 0 all agree or are known
 * to differ, 1 one does not, 2 a broker is missing.
 */
import { cpus, loadavg } from 'node:os';
import { compare, shown } from '../agreement.js';
import { OPENERS } from './labs/index.js';
import { writeRecording } from './recordings.js';
import type { BrokerName, QueueRecording, QueueScenario } from './scenario.js';
import { QUEUE_SCENARIOS } from './scenarios/index.js';

export async function runQueueScenarios(words: readonly string[]): Promise<number> {
  const names = words.filter((each) => !each.startsWith('--'));
  const records = words.includes('--record');
  const chosen = QUEUE_SCENARIOS.filter(({ name }) => names.length === 0 || names.includes(name));
  let worst = 0;
  for (const broker of Object.keys(OPENERS) as BrokerName[]) {
    const those = chosen.filter((scenario) => scenario.broker === broker);
    if (those.length > 0) worst = Math.max(worst, await runAll(broker, those, records));
  }
  return worst;
}

async function runAll(
  broker: BrokerName,
  scenarios: readonly QueueScenario[],
  records: boolean,
): Promise<number> {
  const opened = await OPENERS[broker]();
  if (opened === null) {
    console.error(`not run: ${broker} is not installed`);
    return 2;
  }
  const end = (): void => void opened.end().finally(() => process.exit(130));
  process.once('SIGINT', end);
  console.log(opened.version);
  let worst = 0;
  try {
    for (const scenario of scenarios) {
      const lab = opened.lab();
      try {
        const before = load();
        // Each broker's scenarios come with the lab of that broker.
        const observed = await scenario.observe(lab as never);
        const recording: QueueRecording = {
          scenario: scenario.name,
          broker: opened.version,
          date: new Date().toISOString().slice(0, 10),
          load: [before, load()],
          set: scenario.set,
          observed,
        };
        if (records) writeRecording(recording);
        if (!tell(scenario, recording)) worst = 1;
      } catch (failure) {
        worst = 1;
        console.log(`${scenario.name}: ${failure instanceof Error ? failure.stack : ''}`);
      } finally {
        lab.end();
      }
    }
  } finally {
    process.removeListener('SIGINT', end);
    await opened.end();
  }
  return worst;
}

function load(): number {
  return Math.round((100 * loadavg()[0]) / cpus().length) / 100;
}

/** Whether all agree, or are known to differ and do. */
function tell(scenario: QueueScenario, recording: QueueRecording): boolean {
  const compared = compare(scenario, recording.observed, scenario.simulate());
  console.log(`\n${scenario.name}: ${scenario.asks} (load ${recording.load.join(' to ')})`);
  for (const { value, observed, simulated, agrees, reason } of compared) {
    const verdict = agrees ? 'agrees' : reason === null ? 'DIFFERS' : `differs: ${reason}`;
    console.log(`  ${value}: ${shown(observed)}, Highwater ${shown(simulated)}: ${verdict}`);
  }
  return compared.every(({ agrees, reason }) => agrees === (reason === null));
}
