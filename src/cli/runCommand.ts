/** `highwater run`: simulates models and reports latency, its sources and what saturates first. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { TIME_LIMIT } from '../experiments/study.js';
import { studyJson } from '../report/studyFiles.js';
import { ladderTable, studyText } from '../report/studyText.js';
import { readCount, readDuration, readPercent, readRanks, readTimes } from './arguments.js';
import { changesOf, withChangeFlags, type ChangeFlags } from './changes.js';
import type { Output } from './program.js';
import { DEFAULTS, runModels } from './runModels.js';
import { resultsFolder } from './runIdentity.js';
import { reportsLine } from './pageFile.js';
import { sessionOptions } from './session.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { AuditError, TrialsFailed, UsageError } from './usageError.js';

interface Flags extends SessionFlags, ChangeFlags {
  /** False: --no-html. */
  readonly html: boolean;
  readonly precision: number;
  readonly budget: number;
  readonly timeLimit?: number;
  readonly trials?: number;
  readonly lengthened?: number;
  readonly transient?: boolean;
  readonly tail?: readonly number[];
  readonly fidelity: string;
  readonly json?: boolean;
}

export function runCommand(output: Output): Command {
  const command = new Command('run')
    .description('simulate models and report latency, its sources and what saturates first')
    .argument('<models...>')
    .option('--precision <percent>', 'asked half-width of p99', readPercent, DEFAULTS.precision)
    .option(
      '--budget <records>',
      'records that may be simulated, beyond a first round of trials',
      readCount,
      DEFAULTS.budgetRecords,
    )
    .option('--time-limit <duration>', 'begin no more trials after this time', readDuration)
    .option('--trials <n>', 'so many trials, in place of a precision', readCount)
    .option(
      '--lengthened <n>',
      'lengthen the warm-up n times before measuring: repeats a run that a time limit ended',
      readTimes,
    )
    .option('--transient', 'the window as it is (run.warmup, run.duration), settled or not')
    .option('--tail <ranks>', 'rare latencies too, such as p99.99 or p99.9,p99.99', readRanks)
    .option('--fidelity <kind>', 'sampled or exhaustive', DEFAULTS.fidelity)
    .option('--no-html', 'write no report.html')
    .option('--json', 'print what the files say as JSON');
  return withSessionFlags(withChangeFlags(command)).action((files: string[], flags: Flags) =>
    run(files, flags, output),
  );
}

async function run(files: string[], flags: Flags, output: Output): Promise<void> {
  if (flags.fidelity !== 'sampled' && flags.fidelity !== 'exhaustive') {
    throw new UsageError(`--fidelity ${flags.fidelity}: expected sampled or exhaustive`);
  }
  const name = files.length === 1 ? basename(files[0]).replace(/\.ya?ml$/, '') : 'run';
  const out = flags.out ?? resultsFolder(name);
  const { studies, unfinished } = await runModels(files, out, {
    ...DEFAULTS,
    ...sessionOptions(flags),
    seed: flags.seed,
    precision: flags.precision,
    budgetRecords: flags.budget,
    timeLimitSeconds: flags.timeLimit ?? null,
    trials: flags.trials ?? null,
    lengthened: flags.lengthened ?? null,
    transient: flags.transient === true,
    tail: flags.tail ?? [],
    fidelity: flags.fidelity,
    overrides: changesOf(flags),
    quiet: flags.quiet === true || flags.json === true,
    html: flags.html,
  });
  if (flags.json === true) output.out(studyJson(studies));
  else if (flags.quiet !== true) {
    output.out(studies.map(studyText).join('\n\n'));
    if (studies.length > 1) output.out(`\n${ladderTable(studies)}`);
    output.out(reportsLine(out, flags));
  }
  const failed = studies.flatMap((each) => each.audits);
  if (failed.length > 0)
    throw new AuditError(`audit failed: ${failed[0].law} (${failed[0].where})`);
  for (const each of studies.filter((one) => one.stopped === TIME_LIMIT)) {
    output.error(
      `${each.model.name}: stopped by the time limit after ${each.trials} trials; --trials ${each.trials} --lengthened ${each.lengthened} in place of --time-limit repeats it`,
    );
  }
  const failures = studies.flatMap((each) => each.failures);
  if (unfinished !== null) failures.push(unfinished);
  if (failures.length > 0) throw new TrialsFailed(failures.join('\n'));
}
