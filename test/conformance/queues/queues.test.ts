/**
 * Holds the simulator to what was recorded of real brokers with queues: each value agrees, or is
 * known to differ, and does.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compare } from '../agreement.js';
import { readRecording, RECORDED } from './recordings.js';
import { QUEUE_SCENARIOS } from './scenarios/index.js';

test.each(QUEUE_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  '%s',
  (name, scenario) => {
    const recording = readRecording(name);
    if (recording === null) throw new Error(`npm run conformance -- queues --record ${name}`);
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
  const names = QUEUE_SCENARIOS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const recorded = readdirSync(RECORDED).map((file) => file.replace('.json', ''));
  expect(recorded.sort()).toEqual([...names].sort());
  for (const { name, near = {}, differs = {} } of QUEUE_SCENARIOS) {
    const observed = Object.keys(readRecording(name)?.observed ?? {});
    expect(observed).toEqual(
      expect.arrayContaining([...Object.keys(near), ...Object.keys(differs)]),
    );
  }
});
