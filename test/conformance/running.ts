/** A scenario is run: what is kept of it, and what is said. */
import { cpus, loadavg } from 'node:os';
import { compare, shown } from './agreement.js';
import type { Observed, Recorded, ScenarioText } from './scenario.js';

export async function record(
  { name, set }: ScenarioText,
  observe: () => Promise<Observed>,
): Promise<Recorded> {
  const before = load();
  const observed = await observe();
  const date = new Date().toISOString().slice(0, 10);
  return { scenario: name, date, load: [before, load()], set, observed };
}

function load(): number {
  return Math.round((100 * loadavg()[0]) / cpus().length) / 100;
}

/** Whether all agree, or are known to differ and do. `broker`: as it stands before its values. */
export function tell(scenario: ScenarioText, recording: Recorded, broker = ''): boolean {
  const compared = compare(scenario, recording.observed, scenario.simulate());
  console.log(`\n${scenario.name}: ${scenario.asks} (load ${recording.load.join(' to ')})`);
  for (const { value, observed, simulated, agrees, reason } of compared) {
    const verdict = agrees ? 'agrees' : reason === null ? 'DIFFERS' : `differs: ${reason}`;
    console.log(
      `  ${value}: ${broker}${shown(observed)}, Highwater ${shown(simulated)}: ${verdict}`,
    );
  }
  return compared.every(({ agrees, reason }) => agrees === (reason === null));
}
