/** `highwater trace`: single records' lives, hop by hop. */
import { Command } from 'commander';
import { loadModel } from '../execution/modelFiles.js';
import type { Which } from '../experiments/traces.js';
import { writeOneOf, type Model } from '../model/index.js';
import { readCount, readRanks, readSeed } from './arguments.js';
import { changesOf, withChangeFlags, type ChangeFlags } from './changes.js';
import { firstWord } from './firstWord.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Flags extends ChangeFlags {
  readonly records: number;
  readonly slowest?: boolean;
  readonly rank?: number[];
  readonly to?: string;
  readonly placement: number;
  readonly seed: string;
  readonly json?: boolean;
}

export function traceCommand(output: Output): Command {
  const command = new Command('trace')
    .argument('<model>')
    .option('--records <n>', 'how many', readCount, 5)
    .option('--slowest', 'the slowest; else spread evenly over the window')
    .option('--rank <rank>', 'such as are about as slow as that, for example p99', readRanks)
    .option('--to <group>', 'where they end. Default: where the slowest do')
    .option('--placement <n>', 'a cell of that placement, from 1', readCount, 1)
    .option('--seed <text>', 'seed of all random streams', readSeed, '1')
    .option('--json', 'print them as JSON: seconds');
  return withChangeFlags(command).action(async (file: string, flags: Flags) => {
    const { model } = loadModel(file, changesOf(flags));
    const { records, to, placement, seed } = flags;
    if (placement > model.placements.length) {
      throw new UsageError(`--placement ${placement}: there are ${model.placements.length}`);
    }
    checkGroup(model, to);
    const which = whichOf(flags);
    firstWord(flags, output, model);
    const [{ inlineExecutor }, { TraceError, traceRecords }, { traceText }] = await Promise.all([
      import('../execution/executor.js'),
      import('../experiments/traces.js'),
      import('../report/traceReport.js'),
    ]);
    const asked = { seed, records, which, to: to ?? null, placement: placement - 1 };
    try {
      const traces = await traceRecords(model, inlineExecutor(), asked);
      const { count, journeys, warmupSeconds, windowSeconds } = traces;
      const format = 'highwater/trace/1';
      const plain = { format, to: traces.to, warmupSeconds, windowSeconds, count, journeys };
      output.out(flags.json === true ? JSON.stringify(plain, null, 2) : traceText(traces));
    } catch (error) {
      throw error instanceof TraceError ? new UsageError(`${file}: ${error.message}`) : error;
    }
  });
}

function checkGroup({ consumers }: Model, to: string | undefined): void {
  const names = consumers.map(({ name }) => name);
  if (to !== undefined && !names.includes(to)) {
    throw new UsageError(`--to ${to}: ${writeOneOf(to, names, 'the names under consumers')}`);
  }
}

function whichOf({ slowest, rank }: Flags): Which {
  if (slowest === true && rank !== undefined) {
    throw new UsageError('--slowest and --rank choose otherwise; leave one out');
  }
  if (slowest === true) return { kind: 'slowest' };
  if (rank === undefined) return { kind: 'any' };
  if (rank.length > 1) throw new UsageError(`--rank: one of them, such as p99`);
  return { kind: 'rank', rank: rank[0] };
}
