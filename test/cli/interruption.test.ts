/**
 * What is interrupted loses nothing: the built command line in child processes, stopped by signals
 * or by a disk that takes no more, then resumed. The uninterrupted run's bytes are what must come
 * out.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const MAIN = 'dist/package/main.js';
const MODEL = ['run', 'models/100-users.yaml', '--trials', '30', '--quiet'];
const RUN = [MAIN, ...MODEL, '--workers', '1', '--seed', 'cut'];
const REPORTS = ['summary.csv', 'paths.csv', 'stages.csv', 'resources.csv', 'timeseries.csv'];

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
  /** From the signal to the end; 0 where none was sent. */
  readonly secondsAfterSignal: number;
}

/** When a signal is sent: after a time, or once `out` keeps at least `trials` finished trials. */
type Stop = { signal: NodeJS.Signals } & ({ seconds: number } | { out: string; trials: number });

/** Runs node with `argv`. */
async function node(
  argv: readonly string[],
  stop: Stop | null = null,
  command = process.execPath,
): Promise<Ended> {
  const child = spawn(command, argv);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const began = performance.now();
  let signaled = 0;
  const timer = setInterval(() => {
    if (stop === null || signaled > 0) return;
    if ('seconds' in stop) {
      if (performance.now() - began < stop.seconds * 1000) return;
    } else if (keptIn(stop.out) < stop.trials) return;
    signaled = performance.now();
    child.kill(stop.signal);
  }, 5);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(timer);
      const secondsAfterSignal = signaled === 0 ? 0 : (performance.now() - signaled) / 1000;
      resolve({ code, signal, errors, secondsAfterSignal });
    });
  });
}

function keptIn(out: string): number {
  const folder = join(out, '.trials');
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.trial')).length
    : 0;
}

function bytesOf(out: string): string[] {
  return REPORTS.map((name) => readFileSync(join(out, name), 'utf8'));
}

const root = mkdtempSync(join(tmpdir(), 'highwater-'));
const whole = join(root, 'whole');

let wholeSeconds = 0;

beforeAll(async () => {
  const began = performance.now();
  expect((await node([...RUN, '--out', whole])).code).toBe(0);
  wholeSeconds = (performance.now() - began) / 1000;
}, 120_000);

test('cli/session: Ctrl-C keeps finished trials, says how to go on, and --resume ends with the same bytes', async () => {
  const out = join(root, 'ctrl-c');
  const cut = await node([...RUN, '--out', out], { out, trials: 12, signal: 'SIGINT' });
  expect(cut.code).toBe(130);
  expect(cut.errors).toMatch(/^interrupted: \d+ finished trials are kept in .*--resume/m);
  // A promise of the command line, with room for a busy machine.
  expect(cut.secondsAfterSignal).toBeLessThan(2);
  expect(readdirSync(out).filter((name) => !name.startsWith('.'))).toEqual([]);
  expect(keptIn(out)).toBeGreaterThanOrEqual(12);
  expect((await node([...RUN, '--out', out, '--resume'])).code).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
  expect(readdirSync(out)).not.toContain('.trials');
});

test('kill -9 at any moment leaves nothing half-written that is taken for a result', async () => {
  const out = join(root, 'killed');
  for (const trials of [1, 17]) {
    const cut = await node([...RUN, '--out', out, '--resume'], { out, trials, signal: 'SIGKILL' });
    expect(cut.signal).toBe('SIGKILL');
    expect(readdirSync(out).filter((name) => name.endsWith('.csv'))).toEqual([]);
  }
  expect((await node([...RUN, '--out', out, '--resume'])).code).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
  expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

/**
 * By the clock, not by what is done: so that it hits also the start, a file half-written, the
 * reports. The workers are threads of the process and die with it. `npm run kills` does 100; the
 * moments differ from run to run.
 */
const KILLS = Number(process.env['HIGHWATER_KILLS'] ?? 2);

test(`kill -9 at ${KILLS} random moments: every report that is there is whole and right`, async () => {
  const out = join(root, 'random');
  let kills = 0;
  let finished = 0;
  let resumed = 0;
  while (kills < KILLS) {
    if (existsSync(out) && keptIn(out) > 0) resumed++;
    const seconds = Math.random() * wholeSeconds;
    const ended = await node([...RUN, '--out', out, '--resume'], { seconds, signal: 'SIGKILL' });
    if (ended.signal === 'SIGKILL') kills++;
    else expect(ended).toMatchObject({ code: 0, signal: null, errors: '' });
    const reports = existsSync(out)
      ? REPORTS.filter((name) => readdirSync(out).includes(name))
      : [];
    for (const name of reports) {
      expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(join(whole, name), 'utf8'));
    }
    if (reports.length < REPORTS.length) continue;
    finished++;
    rmSync(out, { recursive: true });
  }
  expect(await node([...RUN, '--out', out, '--resume'])).toMatchObject({ code: 0, errors: '' });
  expect(bytesOf(out)).toEqual(bytesOf(whole));
  expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  console.log(`${kills} kills, ${resumed} runs went on from kept trials, ${finished + 1} ended`);
}, 3_600_000);

test('cli/runAndPrint: an output folder that cannot be written to is found before anything is simulated', async () => {
  const below = await node([...RUN, '--out', join(whole, 'summary.csv', 'x')]);
  expect(below.code).toBe(2);
  expect(below.errors).toMatch(/summary\.csv.*cannot be written to .*give another --out/);
  // Node's own recursive mkdir goes round for ever here.
  const refused = await node([...RUN, '--out', '/proc/highwater']);
  expect(refused.code).toBe(2);
  expect(refused.errors).toMatch(/^\/proc\/highwater: cannot be written to/);
  const readOnly = join(root, 'read-only');
  mkdirSync(readOnly);
  chmodSync(readOnly, 0o500);
  // The superuser may write anywhere.
  if (process.getuid?.() !== 0) {
    expect((await node([...RUN, '--out', readOnly])).code).toBe(2);
  }
});

test('a disk that takes no more ends in one line; with room again --resume gives the same bytes', async () => {
  const out = join(root, 'full');
  // No file above 4 KiB (ulimit counts blocks of 512 bytes or of 1 KiB): the probe fits or not, the
  // reports do not.
  const limited = `trap '' XFSZ; ulimit -f 4; exec "${process.execPath}" ${RUN.join(' ')} --out ${out}`;
  const full = await node(['-c', limited], null, 'bash');
  expect(full.code).not.toBe(0);
  expect(full.errors).toMatch(/cannot be written/);
  expect(full.errors).not.toMatch(/\n\s+at /);
  expect(existsSync(out) ? readdirSync(out).filter((n) => n.endsWith('.tmp')) : []).toEqual([]);
  expect((await node([...RUN, '--out', out, '--resume'])).code).toBe(0);
  expect(bytesOf(out)).toEqual(bytesOf(whole));
});

test('one, two and four workers write the same bytes', async () => {
  for (const workers of ['2', '4']) {
    const out = join(root, `workers-${workers}`);
    const argv = RUN.map((word, index) => (RUN[index - 1] === '--workers' ? workers : word));
    expect((await node([...argv, '--out', out])).code).toBe(0);
    expect(bytesOf(out)).toEqual(bytesOf(whole));
  }
});

test('all cells, in groups: the same bytes for any number of workers, and after kill -9 and --resume', async () => {
  const model = join(root, 'cells.yaml');
  const text = readFileSync('models/100m-users.yaml', 'utf8')
    .replace('users: 100M', 'users: 2k')
    .replace(/count: 1100/, 'count: 40')
    .replace(/count: (\d00|1000) }/g, 'count: 12 }');
  writeFileSync(model, text);
  const short = [
    '--set',
    'run.warmup=0.3 s',
    '--set',
    'run.duration=0.3 s',
    '--trials',
    '95',
    '--quiet',
  ];
  const argv = [MAIN, 'run', model, '--fidelity', 'exhaustive', ...short, '--seed', 'cells'];
  const runs: string[][] = [];
  for (const workers of ['1', '3']) {
    const out = join(root, `cells-${workers}`);
    expect((await node([...argv, '--workers', workers, '--out', out])).code).toBe(0);
    runs.push(bytesOf(out));
  }
  const out = join(root, 'cells-killed');
  const resumed = [...argv, '--out', out, '--resume'];
  const cut = await node(resumed, { out, trials: 50, signal: 'SIGKILL' });
  expect(cut.signal).toBe('SIGKILL');
  expect((await node(resumed)).code).toBe(0);
  runs.push(bytesOf(out));
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
  expect(readFileSync(join(out, 'report.txt'), 'utf8')).toMatch(/95 of 100 cells/);
}, 120_000);
