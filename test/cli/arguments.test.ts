/** Values of options: what is refused, with which words. */
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import {
  readChange,
  readPercent,
  readScale,
  readSeed,
  readTimes,
  readWorkers,
} from '../../src/cli/arguments.js';
import { main } from '../../src/cli/program.js';
import { sizeText } from '../../src/cli/sizeText.js';
import { validModel } from '../support/validModel.js';

async function refusal(...options: string[]): Promise<string> {
  const errors: string[] = [];
  const output = { out: () => undefined, error: (text: string) => void errors.push(text) };
  expect(await main(['run', 'models/100-users.yaml', ...options], output)).toBe(2);
  return errors.join('\n');
}

test.each(['0', '-1', '2.5', '1e9', 'two', 'NaN', ''])(
  '--workers "%s": a whole number that the machine can bear',
  async (value) => {
    expect(await refusal(`--workers=${value}`)).toContain('a whole number from 1 to');
  },
);

test.each(['--trials=2.5', '--trials=0', '--budget=-1', '--budget=1e400'])(
  '%s: a whole number above 0',
  async (option) => {
    expect(await refusal(option)).toContain('expected a whole number such as');
  },
);

test('values at the ends of what an option takes, and just beyond', () => {
  const most = Math.max(64, availableParallelism());
  expect(readWorkers(String(most))).toBe(most);
  expect(() => readWorkers(String(most + 1))).toThrow(`a whole number from 1 to ${most}`);
  expect([readPercent('2%'), readPercent('0.02')]).toEqual([0.02, 0.02]);
  for (const text of ['0', '100%', '1']) expect(() => readPercent(text)).toThrow('such as 2%');
  expect([readScale('0.2'), readScale('1000')]).toEqual([0.2, 1000]);
  for (const text of ['0.19', '1001']) expect(() => readScale(text)).toThrow('from 0.2 to 1000');
  expect([readTimes('0'), readTimes('3')]).toEqual([0, 3]);
  expect(() => readSeed(' ')).toThrow('some text');
});

test('cli/runModels: users that are given by --users and by --set are refused, not taken from one of them', async () => {
  expect(await refusal('--users', '5', '--set', 'users=6')).toContain(
    'users are given by --users and by --set; leave one out',
  );
});

test('cli/changes: a change is a path and a value, with or without spaces round them', () => {
  expect(readChange(' users = 5K ')).toEqual([{ path: 'users', value: '5K' }]);
  expect(() => readChange('users =1', readChange('users=2'))).toThrow('users is set a second time');
});

test('check says how long a trial is, or, where the warm-up is to be found, how long at least', () => {
  const text = 'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { all: {} }\n';
  expect(sizeText(validModel(text, { fileName: 'm.yaml' }))).toMatch(
    /^A trial of at least .*: at least /,
  );
  const given = `${text}run: { warmup: 1 s, duration: 2 s }\n`;
  expect(sizeText(validModel(given, { fileName: 'm.yaml' }))).toMatch(
    /^A trial of 3\.00 s: \d+ records/,
  );
});
