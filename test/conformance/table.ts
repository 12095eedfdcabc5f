/** The READMEs' tables: all scenarios, and what differs. */
import { compare, shown, type Compared } from './agreement.js';
import { RECORDED, type Recordings } from './recordings.js';
import type { Recorded, ScenarioText } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';

export const SCENARIO_HEADERS = headers('Kafka').scenarios;
export const DIFFERENCE_HEADERS = headers('Kafka').differences;

/** `broker`: whose values stand beside Highwater's. */
export function headers(broker: string): { scenarios: string[]; differences: string[] } {
  return {
    scenarios: ['scenario', 'asks', 'set and done', broker, 'Highwater', ''],
    differences: ['scenario', 'value', broker, 'Highwater', 'why'],
  };
}

interface Row<R> {
  readonly scenario: ScenarioText;
  readonly recording: R;
  readonly compared: readonly Compared[];
}

function rows<R extends Recorded>(
  scenarios: readonly ScenarioText[],
  recordings: Recordings<R>,
): Row<R>[] {
  return scenarios.flatMap((scenario) => {
    const recording = recordings.read(scenario.name);
    if (recording === null) return [];
    const compared = compare(scenario, recording.observed, scenario.simulate());
    return [{ scenario, recording, compared }];
  });
}

export function scenarioRows(): string[][] {
  return scenarioRowsOf(SCENARIOS, RECORDED, () => '');
}

/** `before`: what stands before what was observed. */
export function scenarioRowsOf<R extends Recorded>(
  scenarios: readonly ScenarioText[],
  recordings: Recordings<R>,
  before: (recording: R) => string,
): string[][] {
  return rows(scenarios, recordings).map(({ scenario, recording, compared }) => {
    const set = Object.entries(scenario.set).map(([key, value]) => `${key}=${value}`);
    const side = (which: 'observed' | 'simulated'): string =>
      compared.map((each) => `${each.value}: ${shown(each[which])}`).join('; ');
    return [
      `\`${scenario.name}\``,
      scenario.asks,
      [...set, scenario.done].join(', '),
      `${before(recording)}${side('observed')}`,
      side('simulated'),
      compared.every(({ agrees }) => agrees) ? 'agrees' : 'differs',
    ];
  });
}

export function differenceRows(): string[][] {
  return differenceRowsOf(SCENARIOS, RECORDED);
}

export function differenceRowsOf<R extends Recorded>(
  scenarios: readonly ScenarioText[],
  recordings: Recordings<R>,
): string[][] {
  return rows(scenarios, recordings).flatMap(({ scenario, compared }) =>
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
