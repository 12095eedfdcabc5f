/** `highwater compare`: two models, or a model and a change of it, on common random numbers. */
import { Command } from 'commander';
import { compare } from '../experiments/compare.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import { responsesOf } from '../experiments/experiment.js';
import { COMPARED, COMPARE_BUDGET, COMPARE_PRECISION } from '../experiments/usualEffort.js';
import { comparisonFindings } from '../report/searchReport.js';
import { loadModel } from '../execution/modelFiles.js';
import { readChange, readCount, readNames, readPercent } from './arguments.js';
import type { Override } from '../model/index.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { search } from './session.js';
import { checkEffort, withSessionFlags, type SessionFlags, writtenAs } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags extends SessionFlags {
  readonly set: readonly Override[];
  readonly a: readonly Override[];
  readonly b: readonly Override[];
  readonly responses: string;
  readonly precision?: number;
  readonly replications?: number;
  readonly budget?: number;
}

const RESPONSES = COMPARED.join(', ');
const LEAST_REPLICATIONS = 3;

export function compareCommand(output: Output): Command {
  const command = new Command('compare')
    .argument('<a>')
    .argument('[b]')
    .option('--a <path=value>', 'change one value of A; again', readChange, [])
    .option(
      '--b <path=value>',
      'change one value of B, which is the model of A where no other is given; again',
      readChange,
      [],
    )
    .option('--set <path=value>', 'change one value of both; again', readChange, [])
    .option('--responses <names>', 'what is compared', RESPONSES)
    .option(
      '--precision <percent>',
      "half-width of the first response's difference (default 1%)",
      readPercent,
    )
    .option('--replications <n>', 'so many trials of each, in place of a precision', readCount)
    .option(
      '--budget <records>',
      'records that may be simulated, beyond a first round (default 16M)',
      readCount,
    );
  return withSessionFlags(command).action((a: string, b: string | undefined, flags: Flags) =>
    run(a, b, flags, output),
  );
}

async function run(a: string, b: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (b === undefined && flags.a.length + flags.b.length === 0) {
    throw new UsageError(
      `compare ${a}: with what? give a second model, or --b path=value (--set changes both)`,
    );
  }
  checkEffort(flags);
  const responses = responsesOf(readNames(flags.responses));
  const first = loadModel(a, together('--a', flags.set, flags.a));
  const second = loadModel(b ?? a, together('--b', flags.set, flags.b));
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
  const text = await search('compare', flags, out, run, async ({ executor }) => {
    const options = { executor, seed, responses, precision, replications, budgetRecords: budget };
    const found = await compare(first.model, second.model, options);
    const names = [[a, ...both, ...ofA].join(' '), [b ?? a, ...both, ...ofB].join(' ')] as const;
    const findings = comparisonFindings(found, names);
    return writeFindings('compare', findings, { out, run, changes, ...writtenAs(flags) }, seed);
  });
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
}

/** The changes of one side. Throws UsageError where a path is set for both and for the side. */
function together(
  option: string,
  both: readonly Override[],
  own: readonly Override[],
): readonly Override[] {
  const twice = own.find(({ path }) => both.some((each) => each.path === path));
  if (twice === undefined) return [...both, ...own];
  throw new UsageError(`${twice.path} is given by ${option} and by --set; leave one out`);
}
