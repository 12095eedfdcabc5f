/**
 * A process that runs the first cells of an exhaustive study of the 100M-user model: node
 * workers.js WORKERS TRIALS; prints a line of JSON. The warm-up is given, so that the pilot trials
 * are left out; results are kept, as by `run`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeExecutor } from '../../src/execution/executor.js';
import { study } from '../../src/experiments/study.js';
import { parseModel } from '../../src/model/index.js';
import { projectFolder } from './sides.js';

export interface WorkersMeasured {
  readonly records: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Of this process's first thread, which gives out the trials and merges their results. */
  readonly mainSeconds: number;
  readonly peakMegabytes: number;
  readonly p99: number;
}

const [, , workers, trials] = process.argv.map(Number);
const file = join(projectFolder(), 'models/100m-users.yaml');
const parsed = parseModel(readFileSync(file, 'utf8'), {
  fileName: file,
  overrides: [{ path: 'run.warmup', value: '0.5 s' }],
});
if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
const kept = mkdtempSync(join(tmpdir(), 'highwater-bench-'));
const executor = makeExecutor(workers, kept);
const options = {
  seed: 'bench',
  precision: 0.02,
  budgetRecords: Infinity,
  fidelity: 'exhaustive' as const,
  relief: false,
  lengthened: 0,
  transient: false,
  outOfTime: () => false,
  progress: () => undefined,
};
// Of all 5,000 cells compiling is a small part, so it is left out here: 60 trials a worker first.
await study(parsed.model, executor, { ...options, trials: 60 * workers });
const wall = performance.now();
const cpu = process.cpuUsage();
const main = mainSeconds();
const result = await study(parsed.model, executor, {
  ...options,
  seed: 'measured',
  trials: trials,
});
const used = process.cpuUsage(cpu);
const measured: WorkersMeasured = {
  records: result.records,
  wallSeconds: (performance.now() - wall) / 1e3,
  cpuSeconds: (used.user + used.system) / 1e6,
  mainSeconds: mainSeconds() - main,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  p99: result.endToEnd.quantiles.p99.value,
};
await executor.close();
rmSync(kept, { recursive: true });
process.stdout.write(`${JSON.stringify(measured)}\n`);

/**
 * CPU seconds of the first thread so far (Linux; elsewhere not known): fields 14 and 15 of
 * proc(5)'s stat, in ticks.
 */
function mainSeconds(): number {
  try {
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}
