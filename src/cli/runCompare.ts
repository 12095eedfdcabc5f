/** What `highwater compare` does: see compareCommand.ts. */
import { compare } from '../experiments/compare.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import { responsesOf } from '../experiments/experiment.js';
import { COMPARE_BUDGET, COMPARE_PRECISION } from '../experiments/usualEffort.js';
import { comparisonFindings } from '../report/searchReport.js';
import { readNames } from './arguments.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { search } from './session.js';
import { writtenAs } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';
import type { ReadModel } from '../execution/modelFiles.js';
import { RESPONSES, type CompareFlags } from './compareCommand.js';

const LEAST_REPLICATIONS = 3;

/** B may be A's own file, changed. */
export async function runCompare(
  [a, b]: readonly [string, string | undefined],
  [first, second]: readonly [ReadModel, ReadModel],
  flags: CompareFlags,
  output: Output,
): Promise<void> {
  const responses = responsesOf(readNames(flags.responses));
  for (const { model } of [first, second]) checkResponses(model, responses);
  checkMeasured(responses);
  if ((flags.replications ?? LEAST_REPLICATIONS) < LEAST_REPLICATIONS) {
    throw new UsageError(
      `--replications ${flags.replications ?? ''}: expected at least ${LEAST_REPLICATIONS}, so that their spread is known`,
    );
  }
  const { seed, precision = COMPARE_PRECISION, budget = COMPARE_BUDGET } = flags;
  const replications = flags.replications ?? null;
  const [both, ofA, ofB] = [flags.set, flags.a, flags.b].map(changeTexts);
  const call = commandLine('compare', b === undefined ? [a] : [a, b], {
    set: both,
    a: ofA,
    b: ofB,
    responses: flags.responses === RESPONSES ? null : flags.responses,
    seed,
    precision: replications === null ? precision : null,
    replications,
    budget: replications === null ? budget : null,
  });
  const out = flags.out ?? resultsFolder('compare');
  const run = runOf(call, [first.text, second.text]);
  const changes = [...both, ...ofA.map((each) => `A: ${each}`), ...ofB.map((each) => `B: ${each}`)];
  const text = await search('compare', flags, output, out, run, async ({ executor }) => {
    const options = { executor, seed, responses, precision, replications, budgetRecords: budget };
    const found = await compare(first.model, second.model, options);
    const names = [[a, ...both, ...ofA].join(' '), [b ?? a, ...both, ...ofB].join(' ')] as const;
    const findings = comparisonFindings(found, names);
    return writeFindings('compare', findings, { out, run, changes, ...writtenAs(flags) }, seed);
  });
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
}
