/**
 * Runs the studies of a coverage case in worker threads, a few at a time, and keeps what each gave
 * as it comes: a run of an hour that is stopped, in whatever way, loses the last few.
 *
 * A case's file holds a JSON line a study, in any order, under the hash of all that they depend on:
 * code, model, seed. A torn last line counts as absent.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { writeFiles } from '../../execution/files.js';
import type { QueueAddress } from '../../execution/queue/address.js';
import { openCoordinator } from '../../execution/queue/coordinator.js';
import { studiesTask } from '../../execution/queue/task.js';
import { studyHash } from '../../execution/version.js';
import type { Outcome } from './coverage.js';
import work, { type CoverageTask } from './coverageWorker.js';

export interface CoveragePool {
  /** Tasks that keep it busy. */
  readonly atOnce: number;
  run(task: CoverageTask): Promise<Outcome[]>;
  close(): Promise<void>;
}

/** Threads; this one, where no compiled worker is to be had or one is asked for. */
export function coveragePool(workers: number): CoveragePool {
  if (workers === 1 || import.meta.url.endsWith('.ts')) {
    return { atOnce: 1, run: work, close: () => Promise.resolve() };
  }
  const pool = new Piscina<CoverageTask, Outcome[]>({
    filename: new URL('./coverageWorker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  return { atOnce: workers, run: (task) => pool.run(task), close: () => pool.destroy() };
}

/** Enough for some hundred cores. */
const ASKED_AT_ONCE = 256;

/** The workers of a queue. Throws QueueError where its server cannot be had. */
export async function queuedCoverage(
  address: QueueAddress,
  say: (line: string) => void,
): Promise<CoveragePool> {
  const coordinator = await openCoordinator(address, say);
  return {
    atOnce: ASKED_AT_ONCE,
    run: async (task) => {
      const read = (bytes: Uint8Array): Outcome[] =>
        JSON.parse(new TextDecoder().decode(bytes)) as Outcome[];
      // Read once before it leaves the server, so that what cannot be read is asked again.
      return read(await coordinator.ask(studiesTask(task, task.name), read));
    },
    close: () => coordinator.close(),
  };
}

const STUDIES_A_TASK = 4;

/**
 * Studies 0 to `studies` - 1 by number; with `resume` those kept in `folder` are taken from there,
 * else forgotten.
 */
export async function runStudies(
  pool: CoveragePool,
  { name, text, seed }: Omit<CoverageTask, 'numbers'>,
  studies: number,
  { folder, resume }: { readonly folder: string; readonly resume: boolean },
  progress: (done: number, planned: number, what: string) => void,
): Promise<Outcome[]> {
  const hash = createHash('sha256').update([studyHash(), seed, text].join('\n')).digest('hex');
  const file = `${hash.slice(0, 32)}.jsonl`;
  const kept = resume ? readOutcomes(join(folder, file)) : [];
  const lineOf = (outcome: Outcome): string => `${JSON.stringify(outcome)}\n`;
  writeFiles(folder, new Map([[file, kept.map(lineOf).join('')]]));
  const done = new Map(kept.map((outcome) => [outcome.number, outcome]));
  const missing = Array.from({ length: studies }, (_, number) => number).filter(
    (number) => !done.has(number),
  );
  let counted = studies - missing.length;
  progress(counted, studies, name);
  const drainQueue = async (): Promise<void> => {
    while (missing.length > 0) {
      const outcomes = await pool.run({
        name,
        text,
        seed,
        numbers: missing.splice(0, STUDIES_A_TASK),
      });
      appendFileSync(join(folder, file), outcomes.map(lineOf).join(''));
      for (const outcome of outcomes) done.set(outcome.number, outcome);
      progress((counted += outcomes.length), studies, name);
    }
  };
  await Promise.all(Array.from({ length: pool.atOnce }, drainQueue));
  return [...done.values()]
    .filter(({ number }) => number < studies)
    .sort((a, b) => a.number - b.number);
}

function readOutcomes(file: string): Outcome[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // What follows the last end of a line is torn, or nothing.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Outcome);
}
