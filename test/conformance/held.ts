import { expect, test } from 'vitest';
import { compare } from './agreement.js';
import type { Recordings } from './recordings.js';
import type { Recorded, ScenarioText } from './scenario.js';

/**
 * Tests that hold the simulator to what was recorded of real brokers by `command`: each value
 * agrees, or is known to differ, and does.
 */
export function holdTo<R extends Recorded>(
  scenarios: readonly ScenarioText[],
  recordings: Recordings<R>,
  command: string,
): void {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    (name, scenario) => {
      const recording = recordings.read(name);
      if (recording === null) throw new Error(`${command} --record ${name}`);
      const { set, observed } = recording;
      // What was run is what the table says.
      expect(set).toEqual(scenario.set);
      const simulated = scenario.simulate();
      expect(Object.keys(simulated).sort()).toEqual(Object.keys(observed).sort());
      const compared = compare(scenario, observed, simulated);
      const wrong = compared.filter(({ agrees, reason }) => agrees !== (reason === null));
      expect(wrong).toEqual([]);
    },
  );

  test('names are unlike; nothing is recorded that is no scenario; what is said of a value is of one that is observed', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(recordings.names.sort()).toEqual([...names].sort());
    for (const { name, near = {}, differs = {} } of scenarios) {
      const observed = Object.keys(recordings.read(name)?.observed ?? {});
      expect(observed).toEqual(
        expect.arrayContaining([...Object.keys(near), ...Object.keys(differs)]),
      );
    }
  });
}
