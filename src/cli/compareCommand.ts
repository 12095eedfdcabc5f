/** `highwater compare`: two models, or a model and a change of it, on common random numbers. */
import { join } from 'node:path';
import { Command } from 'commander';
import { compare } from '../experiments/compare.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import { responsesOf } from '../experiments/experiment.js';
import { comparisonFindings } from '../report/searchReport.js';
import { readChange, readCount, readNames, readPercent } from './arguments.js';
import type { Override } from '../model/index.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { modelFile } from './runExperiment.js';
import { loadModel } from './runModels.js';
import { search } from './session.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags extends SessionFlags {
  readonly set: readonly Override[];
  readonly responses: string;
  readonly precision: number;
  readonly replications?: number;
  readonly budget: number;
}

const RESPONSES = 'p99, p50, mean, throughput';
const LEAST_REPLICATIONS = 3;

export function compareCommand(output: Output): Command {
  const command = new Command('compare')
    .description('compare two models, or a model and a change, on common random numbers')
    .argument('<a>')
    .argument('[b]')
    .option(
      '--set <path=value>',
      'a change of B, or of A where there is no B; again',
      readChange,
      [],
    )
    .option('--responses <names>', 'what is compared', RESPONSES)
    .option(
      '--precision <percent>',
      "half-width of the first response's difference",
      readPercent,
      0.01,
    )
    .option('--replications <n>', 'so many trials of each, in place of a precision', readCount)
    .option(
      '--budget <records>',
      'records that may be simulated, beyond a first round',
      readCount,
      16e6,
    );
  return withSessionFlags(command).action((a: string, b: string | undefined, flags: Flags) =>
    run(a, b, flags, output),
  );
}

async function run(a: string, b: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (b === undefined && flags.set.length === 0) {
    throw new UsageError(`compare ${a}: with what? give a second model, or --set path=value`);
  }
  const responses = responsesOf(readNames(flags.responses));
  const first = loadModel(modelFile(a), []).model;
  const second = loadModel(modelFile(b ?? a), flags.set).model;
  for (const model of [first, second]) checkResponses(model, responses);
  checkMeasured(responses);
  if ((flags.replications ?? LEAST_REPLICATIONS) < LEAST_REPLICATIONS) {
    throw new UsageError(
      `--replications ${flags.replications ?? ''}: expected at least ${LEAST_REPLICATIONS}, so that their spread is known`,
    );
  }
  const { seed, precision, budget } = flags;
  const replications = flags.replications ?? null;
  const set = changeTexts(flags.set);
  const repeat = commandLine('compare', b === undefined ? [a] : [a, b], {
    set,
    responses: flags.responses === RESPONSES ? null : flags.responses,
    seed,
    precision: replications === null ? precision : null,
    replications,
    budget,
  });
  const out = flags.out ?? join('results', 'compare');
  const text = await search('compare', flags, out, async ({ executor }) => {
    const options = { executor, seed, responses, precision, replications, budgetRecords: budget };
    const found = await compare(first, second, options);
    const changed = [b ?? a, ...set].join(' ');
    return writeFindings('compare', comparisonFindings(found, [a, changed]), out, repeat, seed);
  });
  if (flags.quiet !== true) output.out(`${text}\n\nReports: ${out}/`);
}
