/**
 * Writes down each experiment's name and question, so that the list of them need not load them all.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { execPath } from 'node:process';

const OUT = 'dist/package/questions.json';
// Without it the command asks the experiments themselves.
rmSync(OUT, { force: true });
const list = execFileSync(execPath, ['dist/package/main.js', 'experiment', '--list'], {
  encoding: 'utf8',
});
const questions = list
  .trim()
  .split('\n')
  .map((line) => {
    const [, name, question] = /^(\S+) +(.*)$/.exec(line);
    return { name, question };
  });
writeFileSync(OUT, `${JSON.stringify(questions, null, 1)}\n`);
