/**
 * npm run conformance -- queues [--record] [NAME...]: runs scenarios against real brokers with
 * queues, and prints what they did beside what Highwater says. Exit codes: 0 all agree or are known
 * to differ, 1 one does not, 2 a broker is missing.
 */
import { record, tell } from '../running.js';
import { OPENERS } from './labs/index.js';
import { QUEUES_RECORDED } from './recordings.js';
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
        // Each broker's scenarios come with the lab of that broker.
        const { scenario: name, ...recorded } = await record(scenario, () =>
          scenario.observe(lab as never),
        );
        const recording: QueueRecording = { scenario: name, broker: opened.version, ...recorded };
        if (records) QUEUES_RECORDED.write(recording);
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
