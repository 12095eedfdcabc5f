/** Options that every command that studies points has. */
import type { Command } from 'commander';
import { readCount, readPercent } from './arguments.js';
import { DEFAULTS } from './runModels.js';

export interface StudyFlags {
  readonly seed: string;
  readonly workers: number;
  readonly precision?: number;
  readonly replications?: number;
  readonly budget: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly quiet?: boolean;
}

export const POINT_PRECISION = 0.05;

export function withStudyFlags(command: Command): Command {
  return command
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--precision <percent>', 'asked half-width of p99 (default 5%)', readPercent)
    .option('--replications <n>', 'so many trials a point, in place of a precision', readCount)
    .option('--budget <records>', 'records that a point may simulate', readCount, 8e6)
    .option('--out <folder>', 'where the results go')
    .option('--resume', 'go on with what an interrupted run has kept')
    .option('--quiet', 'print nothing');
}
