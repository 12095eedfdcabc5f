/** The README's tables: all scenarios, and what differs. */
import { compare, shown, type Compared } from './agreement.js';
import { readRecording } from './recordings.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';

export const SCENARIO_HEADERS = ['scenario', 'asks', 'set and done', 'Kafka', 'Highwater', ''];
export const DIFFERENCE_HEADERS = ['scenario', 'value', 'Kafka', 'Highwater', 'why'];

interface Row {
  readonly scenario: Scenario;
  readonly compared: readonly Compared[];
}

function rows(): Row[] {
  return SCENARIOS.flatMap((scenario) => {
    const recording = readRecording(scenario.name);
    if (recording === null) return [];
    return [{ scenario, compared: compare(scenario, recording.observed, scenario.simulate()) }];
  });
}

export function scenarioRows(): string[][] {
  return rows().map(({ scenario, compared }) => {
    const set = Object.entries(scenario.set).map(([key, value]) => `${key}=${value}`);
    const side = (which: 'observed' | 'simulated'): string =>
      compared.map((each) => `${each.value}: ${shown(each[which])}`).join('; ');
    return [
      `\`${scenario.name}\``,
      scenario.asks,
      [...set, scenario.done].join(', '),
      side('observed'),
      side('simulated'),
      compared.every(({ agrees }) => agrees) ? 'agrees' : 'differs',
    ];
  });
}

export function differenceRows(): string[][] {
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
