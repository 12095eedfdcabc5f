/** Options that commands share: of all that simulate, and of those that study points. */
import { Option, type Command } from 'commander';
import { readCount, readPercent, readQueue, readSeed, readWorkers } from './arguments.js';
import type { QueueAddress } from '../execution/queue/address.js';
import { figuresOption, type PictureKind } from './pictureKind.js';
import { DEFAULTS } from './runOptions.js';
import { UsageError } from './usageError.js';

export interface SessionFlags {
  readonly seed: string;
  readonly workers: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly plan?: boolean;
  readonly queue?: QueueAddress;
  readonly quiet?: boolean;
  readonly json?: boolean;
  /** Of a search; for those who serve others. */
  readonly mostRecords?: number;
  /** False: --no-html. */
  readonly html: boolean;
  /** Each picture of the page as a file, too. */
  readonly figures?: PictureKind;
}

/** What is written beside the CSVs, and whether JSON is printed. */
export interface WrittenAs {
  readonly html: boolean;
  readonly json: boolean;
  readonly figures: PictureKind | null;
}

export function writtenAs({ html, json, figures }: SessionFlags): WrittenAs {
  return { html, json: json === true, figures: figures ?? null };
}

export interface StudyFlags extends SessionFlags {
  readonly precision?: number;
  readonly replications?: number;
  readonly budget?: number;
}

export { POINT_PRECISION, POINT_BUDGET as DEFAULT_BUDGET } from '../experiments/usualEffort.js';

/**
 * So many trials are made whatever they cost and however precise they are: throws UsageError where
 * both are given.
 */
export function checkEffort(
  flags: Pick<StudyFlags, 'precision' | 'budget' | 'replications'>,
): void {
  if (flags.replications === undefined) return;
  for (const name of ['precision', 'budget'] as const) {
    if (flags[name] === undefined) continue;
    throw new UsageError(`--${name} and --replications: one says how many trials; leave one out`);
  }
}

export const QUEUE_HELP = 'redis://HOST[:PORT]: simulate where highwater work runs';
/** What `highwater trials plan` adds to the command that it is given. */
const PLAN_HELP = 'simulate nothing: write down which trials are missing';

export function withSessionFlags(command: Command): Command {
  return command
    .option('--seed <text>', 'seed of all random streams', readSeed, DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readWorkers, DEFAULTS.workers)
    .option('--out <folder>', 'where the results go')
    .option('--queue <address>', QUEUE_HELP, readQueue)
    .option('--resume', 'go on with what an interrupted run has kept')
    .addOption(new Option('--plan', PLAN_HELP).hideHelp())
    .addOption(
      new Option('--most-records <n>', 'refuse to simulate more in all')
        .argParser(readCount)
        .hideHelp(),
    )
    .option('--no-html', 'write no report.html')
    .addOption(figuresOption())
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing');
}

export function withStudyFlags(command: Command): Command {
  return withSessionFlags(
    command
      .option('--precision <percent>', 'asked half-width of p99 (default 5%)', readPercent)
      .option('--replications <n>', 'so many trials a point, in place of a precision', readCount)
      .option(
        '--budget <records>',
        'records that a point may simulate, beyond its first round (default 8M)',
        readCount,
      ),
  );
}
