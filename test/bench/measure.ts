/**
 * Runs measurements in processes of their own, in turn: what disturbs one round disturbs all sides
 * of it.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FOREIGN } from './foreign.js';
import type { Measured } from './side.js';

const execute = promisify(execFile);

export interface Ask {
  readonly side: string;
  readonly units: number;
  /** CPU seconds that it runs before it measures. */
  readonly warmSeconds: number;
}

/** Medians over the rounds. */
export interface Row {
  readonly side: string;
  readonly cpuNanoseconds: number;
  readonly wallNanoseconds: number;
  readonly peakMegabytes: number;
  readonly rounds: readonly Measured[];
}

/**
 * Each side once a round, in turn; a side that cannot run here is left out, and `missing` told why.
 */
export function measureInTurn(
  asks: readonly Ask[],
  rounds: number,
  missing: (side: string, why: string) => void,
): Map<string, Row> {
  const results = new Map<string, Measured[]>(asks.map(({ side }) => [side, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { side, units, warmSeconds } of asks) {
      const list = results.get(side);
      if (list === undefined) continue;
      const measured =
        FOREIGN[side]?.(units) ??
        runScript('side.js', side, String(units), String(1 + round), String(warmSeconds));
      if (typeof measured === 'string') {
        missing(side, measured);
        results.delete(side);
      } else list.push(measured as Measured);
    }
  }
  return new Map([...results].map(([side, list]) => [side, rowOf(side, list)]));
}

function rowOf(side: string, rounds: readonly Measured[]): Row {
  const each = (read: (one: Measured) => number): number => median(rounds.map(read));
  return {
    side,
    cpuNanoseconds: each(({ cpuSeconds, units }) => (cpuSeconds * 1e9) / units),
    wallNanoseconds: each(({ wallSeconds, units }) => (wallSeconds * 1e9) / units),
    peakMegabytes: each(({ peakBytes }) => peakBytes / 2 ** 20),
    rounds,
  };
}

/** The median of `first`'s cost over `second`'s, round by round. */
export function ratio(first: Row, second: Row): number {
  return median(
    first.rounds.map((one, round) => {
      const other = second.rounds[round];
      return one.cpuSeconds / one.units / (other.cpuSeconds / other.units);
    }),
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One run of a script of this folder; its last line of JSON, or why there is none. */
export function runScript(script: string, ...options: readonly string[]): unknown {
  return lastLine(spawnSync(process.execPath, [pathOf(script), ...options], { encoding: 'utf8' }));
}

/** Two runs of it at once, which must come to a good end. */
export function runTwice(script: string, ...options: readonly string[]): Promise<unknown[]> {
  const run = async (): Promise<unknown> => {
    const { stdout } = await execute(process.execPath, [pathOf(script), ...options]);
    return lastLine({ status: 0, stdout, stderr: '' });
  };
  return Promise.all([run(), run()]);
}

function pathOf(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

type Ended = Pick<ReturnType<typeof spawnSync>, 'status' | 'stdout' | 'stderr'>;

function lastLine({ status, stdout, stderr }: Ended): unknown {
  if (status !== 0)
    return String(stderr).trim().split('\n').at(-1) ?? `exit code ${String(status)}`;
  return JSON.parse(String(stdout).trim().split('\n').at(-1) ?? 'null') as unknown;
}
