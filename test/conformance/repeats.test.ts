/** Two recordings of a real Kafka: what repeats, and what does not. */
import { expect, test } from 'vitest';
import { repeated } from './repeats.js';
import { SCENARIOS } from './scenarios/index.js';

const all = repeated();

test('each scenario has been run twice', () => {
  expect(new Set(all.map(({ scenario }) => scenario)).size).toBe(SCENARIOS.length);
});

test('most values repeat: more than four of five are equal, or within 0.1 s + 5%', () => {
  const apart = all.filter(({ how }) => how === 'apart');
  expect(apart.length / all.length).toBeLessThan(0.2);
  // Who decides is a member's heartbeat, or how soon a thread runs: not what a setting says.
  const chance = /^(death|restart|in-flight-5|buffer-full-linger|leader|follower)/;
  expect(apart.filter(({ scenario }) => !chance.test(scenario))).toEqual([]);
});
