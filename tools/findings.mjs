/**
 * `npm run findings [NAME ...]`: runs experiments whole (all of them where none is named: some ten
 * minutes), with their seed of 1, and keeps what experiments/README.md shows of each: its finding
 * in experiments/findings.json, its first picture in experiments/pictures/. `npm run readmes` then
 * writes the page. To be called when models give other numbers than before.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, stderr } from 'node:process';

const KEPT = 'experiments/findings.json';
const questions = JSON.parse(readFileSync('dist/package/questions.json', 'utf8'));
const names = questions.map(({ name }) => name);
const asked = argv.length > 2 ? argv.slice(2) : names;
const before = JSON.parse(readFileSync(KEPT, 'utf8'));
const found = {};

for (const name of asked) {
  if (!names.includes(name)) throw new Error(`${name}: write one of ${names.join(', ')}`);
  const out = mkdtempSync(join(tmpdir(), 'highwater-finding-'));
  const call = ['dist/package/main.js', 'experiment', name, '--figures', 'svg', '--quiet'];
  execFileSync(execPath, [...call, '--out', out], { stdio: ['ignore', 'ignore', 'inherit'] });
  found[name] = kept(name, readFileSync(join(out, 'report.txt'), 'utf8'));
  const pictures = readdirSync(out).filter((file) => /^figure-outcomes(?:-\d+)?\.svg$/.test(file));
  const [first] = pictures.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  copyFileSync(join(out, first), `experiments/pictures/${name}.svg`);
  rmSync(out, { recursive: true });
  stderr.write(`${name}: ${found[name].finding}\n`);
}

/** The finding; of the claims what was measured of each, too. */
function kept(name, report) {
  const [, finding] = /^Finding: ([^]*?)\nRepeat: /m.exec(report);
  if (name !== 'claims') return { finding: oneLine(finding) };
  const from = report.indexOf('\na. ') + 1;
  const to = report.indexOf('\n\n', from);
  return { finding: oneLine(finding), claims: report.slice(from, to).split('\n') };
}

function oneLine(text) {
  return text.trim().replaceAll(/\s+/g, ' ');
}

const all = names.map((name) => [name, found[name] ?? before[name]]);
writeFileSync(KEPT, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
