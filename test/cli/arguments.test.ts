/** Values of options: what is refused, with which words. */
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';

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
