/**
 * `highwater coverage`: how often intervals of 95% hold the truth, and how often undersized runs
 * are refused one.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import type { QueueAddress } from '../execution/queue/address.js';
import { readCount, readQueue, readWorkers } from './arguments.js';
import type { Output } from './output.js';
import { DEFAULTS } from './runOptions.js';
import { QUEUE_HELP } from './studyFlags.js';

export interface CoverageFlags {
  readonly studies: number;
  readonly only: string;
  readonly seed: string;
  readonly workers: number;
  readonly out: string;
  readonly queue?: QueueAddress;
  readonly resume?: boolean;
  readonly truth?: boolean;
  readonly times: number;
  readonly json?: boolean;
}

export function coverageCommand(output: Output): Command {
  return new Command('coverage')
    .option('--studies <n>', 'studies of each case', readCount, 100)
    .option('--only <text>', 'only this case, or those with this in their name', '')
    .option('--seed <text>', 'seed of all random streams', 'coverage')
    .option('--workers <n>', 'worker threads', readWorkers, DEFAULTS.workers)
    .option('--out <folder>', 'where the CSV goes', join('results', 'coverage'))
    .option('--queue <address>', QUEUE_HELP, readQueue)
    .option('--resume', 'go on with the studies that a stopped run has kept in the folder')
    .option('--truth', "instead: simulate the pipeline's truths")
    .option('--times <n>', 'with --truth: so many times as long as one study', readCount, 1000)
    .option('--json', 'print the rows as JSON')
    .action(async (flags: CoverageFlags) => {
      if (flags.json !== true) {
        output.error(`${flags.studies} studies of each case, seed ${flags.seed}`);
      }
      const { runCoverage } = await import('./runCoverage.js');
      await runCoverage(flags, output);
    });
}
