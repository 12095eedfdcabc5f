/** `highwater sweep`: a model at every combination of some of its values, or at a sample of them. */
import { basename, join } from 'node:path';
import { Command } from 'commander';
import {
  fullGrid,
  latinHypercube,
  oneAtATime,
  sobol,
  type DesignPoint,
} from '../experiments/design.js';
import { experiment, responsesOf } from '../experiments/experiment.js';
import { checkResponses } from '../experiments/responses.js';
import { parseFactor, type Factor, type Override } from '../model/index.js';
import { again, readChange, readCount, readNames } from './arguments.js';
import { changesByPath, checkPaths } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { modelFile, runExperiment } from './runExperiment.js';
import { sessionOptions } from './session.js';
import { readModel } from './runModels.js';
import { withStudyFlags, POINT_PRECISION, type StudyFlags } from './studyFlags.js';
import { UsageError } from './usageError.js';

interface Flags extends StudyFlags {
  readonly vary: readonly string[];
  readonly set: readonly Override[];
  readonly design: string;
  readonly points: number;
  readonly responses: string;
}

const RESPONSES = 'verdict, throughput, p50, p95, p99, dropped, saturates_first, ceiling';

export function sweepCommand(output: Output): Command {
  const command = new Command('sweep')
    .description('study a model at every combination of some of its values')
    .argument('<model>')
    .requiredOption(
      '--vary <path=values>',
      'a factor: path=a,b,c or path=low..high [by step | in n]; may be given again',
      again,
    )
    .option('--set <path=value>', 'change one value at every point; again', readChange, [])
    .option('--design <kind>', 'grid, one_at_a_time, latin_hypercube or sobol', 'grid')
    .option('--points <n>', 'of a latin_hypercube or sobol design', readCount, 16)
    .option('--responses <names>', 'columns', RESPONSES);
  return withStudyFlags(command).action(async (file: string, flags: Flags) => {
    const name = `sweep-${basename(file).replace(/\.ya?ml$/, '')}`;
    const out = flags.out ?? join('results', name);
    const { seed, points } = flags;
    const precision = flags.precision ?? POINT_PRECISION;
    const replications = flags.replications ?? null;
    const sampling = flags.design === 'latin_hypercube' || flags.design === 'sobol';
    const factors = flags.vary.map(parseFactor);
    checkPaths(file, '--vary', factors, flags.set);
    const responses = readNames(flags.responses);
    const loaded = readModel(modelFile(file), flags.set);
    if ('model' in loaded) checkResponses(loaded.model, responsesOf(responses));
    const text = await runExperiment(
      experiment({
        name,
        question: 'what changes with these values?',
        title: 'On common random numbers',
        model: file,
        changes: changesByPath(flags.set),
        design: designOf(flags.design, factors, points, seed),
        responses,
      }),
      {
        seed,
        ...sessionOptions(flags),
        precision,
        budgetRecords: flags.budget,
        replications,
        out,
        repeat: commandLine('sweep', [file], {
          vary: flags.vary,
          set: changeTexts(flags.set),
          design: flags.design === 'grid' ? null : flags.design,
          points: sampling ? points : null,
          responses: flags.responses === RESPONSES ? null : flags.responses,
          seed,
          precision: replications === null ? precision : null,
          replications,
          budget: flags.budget,
        }),
      },
      output.error,
    );
    if (flags.quiet !== true) output.out(`${text}\n\nReports: ${out}/`);
  });
}

function designOf(
  kind: string,
  factors: readonly Factor[],
  points: number,
  seed: string,
): DesignPoint[] {
  switch (kind) {
    case 'grid':
      return fullGrid(factors);
    case 'one_at_a_time':
      return oneAtATime(factors);
    case 'latin_hypercube':
      return latinHypercube(factors, points, seed);
    case 'sobol':
      return sobol(factors, points);
    default:
      throw new UsageError(
        `--design ${kind}: expected grid, one_at_a_time, latin_hypercube or sobol`,
      );
  }
}
