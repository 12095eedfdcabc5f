/** The README's tables: all scenarios of queues, and what differs. */
import { compare, shown, type Compared } from '../agreement.js';
import { readRecording } from './recordings.js';
import type { QueueScenario } from './scenario.js';
import { QUEUE_SCENARIOS } from './scenarios/index.js';

export const QUEUE_HEADERS = ['scenario', 'asks', 'set and done', 'broker', 'Highwater', ''];
export const QUEUE_DIFFERENCE_HEADERS = ['scenario', 'value', 'broker', 'Highwater', 'why'];

interface Row {
  readonly scenario: QueueScenario;
  readonly broker: string;
  readonly compared: readonly Compared[];
}

function rows(): Row[] {
  return QUEUE_SCENARIOS.flatMap((scenario) => {
    const recording = readRecording(scenario.name);
    if (recording === null) return [];
    const compared = compare(scenario, recording.observed, scenario.simulate());
    return [{ scenario, broker: recording.broker, compared }];
  });
}

export function queueScenarioRows(): string[][] {
  return rows().map(({ scenario, broker, compared }) => {
    const set = Object.entries(scenario.set).map(([key, value]) => `${key}=${value}`);
    const side = (which: 'observed' | 'simulated'): string =>
      compared.map((each) => `${each.value}: ${shown(each[which])}`).join('; ');
    return [
      `\`${scenario.name}\``,
      scenario.asks,
      [...set, scenario.done].join(', '),
      `${broker}: ${side('observed')}`,
      side('simulated'),
      compared.every(({ agrees }) => agrees) ? 'agrees' : 'differs',
    ];
  });
}

export function queueDifferenceRows(): string[][] {
  return rows().flatMap(({ scenario, compared }) =>
    compared
      .filter(({ agrees }) => !agrees)
      .map(({ value, observed, simulated, reason }) => [
        `\`${scenario.name}\``,
        value,
        shown(observed),
        shown(simulated),
        reason ?? 'not yet known',
      ]),
  );
}
