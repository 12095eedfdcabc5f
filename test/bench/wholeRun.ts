/**
 * A process that does what `highwater run` does, and prints what it took: node wholeRun.js MODEL
 * FIDELITY OUT.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse/sync';
import { main } from '../../src/cli/program.js';

export interface WholeRun {
  readonly code: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  /** Of the main result: without pilots and trials of what brings relief. */
  readonly records: number;
}

const [, , model, fidelity, out] = process.argv;
const wall = performance.now();
const options = ['--fidelity', fidelity, '--out', out, '--quiet'];
const code = await main(['run', model, ...options], {
  out: () => undefined,
  error: () => undefined,
});
const { user, system } = process.cpuUsage();
const wallSeconds = (performance.now() - wall) / 1e3;
// Notes have commas in them.
const [row] = parse<Record<string, string>>(readFileSync(join(out, 'summary.csv')), {
  columns: true,
});
const measured: WholeRun = {
  code,
  wallSeconds,
  cpuSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  records: Number(row['records']),
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
