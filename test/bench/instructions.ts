/**
 * The table of instructions per unit, by Linux's `perf stat`: a figure that other work on the
 * machine does not change.
 *
 * Semantics: perf counts nothing until the side is compiled and says so through a pipe, then all
 * threads of its process until it says that it is done. User mode only. Where perf is not there, or
 * the machine does not let it count (most virtual ones), the table says so and is left out.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { print, section } from './printing.js';
import type { Measured } from './side.js';

export interface Counted {
  readonly side: string;
  readonly units: number;
  readonly warmSeconds: number;
}

const options = { encoding: 'utf8', timeout: 300_000 } as const;

export function instructions(asks: readonly Counted[]): void {
  const event = process.env['BENCH_PERF_EVENT'] ?? 'instructions:u';
  const why = cannotCount(event);
  if (why !== null) {
    print(`\nInstructions per unit are LEFT OUT: ${why}`);
    return;
  }
  section(`By perf stat -e ${event}`, [
    ['side', 'a customer, hop or record'],
    ...asks.map((ask) => [ask.side, count(event, ask)?.toFixed(0) ?? 'failed']),
  ]);
}

function cannotCount(event: string): string | null {
  const { status, stderr, error } = spawnSync('perf', ['stat', '-e', event, 'true'], options);
  if (error !== undefined) return 'there is no perf here';
  if (status === 0 && !/<not (supported|counted)>/.test(stderr)) return null;
  const said = stderr.split('\n').find((line) => /<not|rror|ermission/.test(line));
  return `perf stat -e ${event}: ${said?.trim().replaceAll(/\s+/g, ' ') ?? 'failed'}`;
}

/** Events of one unit; null = something went wrong. */
function count(event: string, { side, units, warmSeconds }: Counted): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-perf-'));
  try {
    const [control, answer, found] = ['control', 'answer', 'found'].map((name) =>
      join(folder, name),
    );
    spawnSync('mkfifo', [control, answer], options);
    const script = fileURLToPath(new URL('side.js', import.meta.url));
    const perf = `stat -x, -D -1 --control fifo:${control},${answer} -e ${event} -o ${found}`;
    const run = [script, side, String(units), '1', String(warmSeconds), control, answer];
    const ended = spawnSync('perf', [...perf.split(' '), process.execPath, ...run], options);
    if (ended.status !== 0) return null;
    const measured = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? 'null') as Measured;
    const line = readFileSync(found, 'utf8')
      .split('\n')
      .find((each) => each.includes(event));
    return Number(line?.split(',')[0]) / measured.units;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
