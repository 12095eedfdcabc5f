/** What `highwater sweep` does: see sweepCommand.ts. */
import { basename } from 'node:path';
import {
  fullGrid,
  latinHypercube,
  oneAtATime,
  sobol,
  type DesignPoint,
} from '../experiments/design.js';
import { experiment, responsesOf } from '../experiments/experiment.js';
import { checkResponses } from '../experiments/responses.js';
import { parseFactor, type Factor } from '../model/index.js';
import { readModelText } from '../execution/inputFiles.js';
import { readNames } from './arguments.js';
import { changesByPath, checkPaths } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { runExperiment } from './runExperiment.js';
import { sessionOptions } from './session.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { DEFAULT_BUDGET, POINT_PRECISION, writtenAs } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { modelFile, type readModel } from '../execution/modelFiles.js';
import { RESPONSES, type SweepFlags } from './sweepCommand.js';

const POINTS = 16;

/** What makes no model without the values of a point is that point's mistake. */
export async function runSweep(
  file: string,
  loaded: ReturnType<typeof readModel>,
  flags: SweepFlags,
  output: Output,
): Promise<void> {
  const name = `sweep-${basename(file).replace(/\.ya?ml$/, '')}`;
  const out = flags.out ?? resultsFolder(name);
  const { seed } = flags;
  const precision = flags.precision ?? POINT_PRECISION;
  const replications = flags.replications ?? null;
  const budget = flags.budget ?? DEFAULT_BUDGET;
  const sampling = isSampling(flags);
  const points = flags.points ?? POINTS;
  const factors = flags.vary.map(parseFactor);
  checkPaths(file, '--vary', factors, flags.set);
  const responses = readNames(flags.responses);
  if ('model' in loaded) checkResponses(loaded.model, responsesOf(responses));
  const changes = changeTexts(flags.set);
  const call = commandLine('sweep', [file], {
    vary: flags.vary,
    set: changes,
    design: flags.design === 'grid' ? null : flags.design,
    points: sampling ? points : null,
    responses: flags.responses === RESPONSES ? null : flags.responses,
    seed,
    precision: replications === null ? precision : null,
    replications,
    budget: replications === null ? budget : null,
  });
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
      ...sessionOptions(flags, output),
      precision,
      budgetRecords: budget,
      replications,
      out,
      changes,
      command: 'sweep',
      ...writtenAs(flags),
      run: runOf(call, [readModelText(modelFile(file))]),
    },
    output.error,
  );
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
}

/** Throws UsageError where points are asked for of a design that has its own. */
function isSampling({ design, points }: SweepFlags): boolean {
  const sampling = design === 'latin_hypercube' || design === 'sobol';
  if (sampling || points === undefined) return sampling;
  throw new UsageError(
    '--points: a grid has the points of its factors; leave it out, or give --design sobol',
  );
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
