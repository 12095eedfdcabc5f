/**
 * The command line. Exit codes: 0 done, 1 a fault of Highwater's own or of the machine, 2 a mistake in the model or the
 * call, 3 a failed audit, 4 trials that gave no result, 130 interrupted.
 */
import { basename, join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { offeredLoad } from '../analysis/offeredLoad.js';
import { modelSchema } from '../model/schema.js';
import type { Override } from '../model/index.js';
import { checkReport } from '../report/checkReport.js';
import { sizeText } from './sizeText.js';
import { ladderTable, studyText } from '../report/studyReport.js';
import { NoTrials, TrialError } from '../execution/executor.js';
import { VERSION } from '../execution/version.js';
import { TIME_LIMIT } from '../experiments/study.js';
import { readCount, readDuration, readPercent } from './arguments.js';
import { calibrateCommand } from './calibrateCommand.js';
import { capacityCommand } from './capacityCommand.js';
import { compareCommand } from './compareCommand.js';
import { experimentCommand } from './experimentCommand.js';
import { sensitivityCommand } from './sensitivityCommand.js';
import { showCommand } from './showCommand.js';
import { sweepCommand } from './sweepCommand.js';
import { tuneCommand } from './tuneCommand.js';
import { verifyCommand } from './verifyCommand.js';
import { theoryCommand } from './theoryCommand.js';
import { DEFAULTS, loadModel, runModels } from './runModels.js';
import { AuditError, TrialsFailed, UsageError } from './usageError.js';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

interface RunFlags {
  set: Override[];
  users?: string;
  seed: string;
  precision: number;
  budget: number;
  timeLimit?: number;
  trials?: number;
  resume?: boolean;
  fidelity: string;
  workers: number;
  out?: string;
  json?: boolean;
  quiet?: boolean;
}

/** Runs one call; returns its exit code. */
export async function main(argv: readonly string[], output: Output): Promise<number> {
  try {
    await program(output).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      output.error(error.message);
      return 2;
    }
    if (error instanceof AuditError) {
      output.error(error.message);
      return 3;
    }
    if (error instanceof TrialsFailed || error instanceof NoTrials || error instanceof TrialError) {
      output.error(`trials without a result:\n${error.message}`);
      return 4;
    }
    const message = error instanceof Error ? error.message : String(error);
    output.error(`highwater: ${message}`);
    return 1;
  }
}

function program(output: Output): Command {
  const root = new Command('highwater')
    .version(VERSION)
    .description(
      'At N users, what breaks first, what latency do people see, and where does it come from?',
    );
  root.exitOverride().configureOutput({
    writeOut: (text) => {
      output.out(text.trimEnd());
    },
    writeErr: (text) => {
      output.error(text.trimEnd());
    },
  });
  root
    .command('check')
    .description('validate a model and compare offered load with capacity, by arithmetic')
    .argument('<model>')
    .option('--set <path=value>', 'change one value of the model', collect, [])
    .option('--users <count>', 'number of users')
    .action((file: string, flags: { set: Override[]; users?: string }) => {
      const { model } = loadModel(file, overridesOf(flags));
      output.out(`${checkReport(model, offeredLoad(model))}\n${sizeText(model)}`);
    });
  root
    .command('schema')
    .description('print the JSON Schema of the model language')
    .action(() => {
      output.out(JSON.stringify(modelSchema(), null, 2));
    });
  root.addCommand(experimentCommand(output));
  root.addCommand(sweepCommand(output));
  root.addCommand(compareCommand(output));
  root.addCommand(capacityCommand(output));
  root.addCommand(tuneCommand(output));
  root.addCommand(showCommand(output));
  root.addCommand(calibrateCommand(output));
  root.addCommand(sensitivityCommand(output));
  root.addCommand(verifyCommand(output));
  root.addCommand(theoryCommand(output));
  const run = root
    .command('run')
    .description('simulate models and report latency, its sources and what saturates first')
    .argument('<models...>');
  run
    .option('--set <path=value>', 'change one value of the model', collect, [])
    .option('--users <count>', 'number of users')
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--precision <percent>', 'asked half-width of p99', readPercent, DEFAULTS.precision)
    .option(
      '--budget <records>',
      'records that may be simulated',
      readCount,
      DEFAULTS.budgetRecords,
    )
    .option('--time-limit <duration>', 'begin no more trials after this time', readDuration)
    .option('--trials <n>', 'stop after so many trials', readCount)
    .option('--resume', 'go on with what an interrupted run has kept')
    .option('--fidelity <kind>', 'sampled or exhaustive', DEFAULTS.fidelity)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--out <folder>', 'where the reports go')
    .option('--json', 'print the summary as JSON')
    .option('--quiet', 'print nothing')
    .action((files: string[], flags: RunFlags) => runCommand(files, flags, output));
  return root;
}

async function runCommand(files: string[], flags: RunFlags, output: Output): Promise<void> {
  if (flags.fidelity !== 'sampled' && flags.fidelity !== 'exhaustive') {
    throw new UsageError(`--fidelity ${flags.fidelity}: expected sampled or exhaustive`);
  }
  const name = files.length === 1 ? basename(files[0]).replace(/\.ya?ml$/, '') : 'run';
  const out = flags.out ?? join('results', name);
  const studies = await runModels(files, out, {
    ...DEFAULTS,
    seed: flags.seed,
    precision: flags.precision,
    budgetRecords: flags.budget,
    timeLimitSeconds: flags.timeLimit ?? null,
    maximumTrials: flags.trials ?? null,
    resume: flags.resume === true,
    fidelity: flags.fidelity,
    workers: flags.workers,
    overrides: overridesOf(flags),
    quiet: flags.quiet === true || flags.json === true,
  });
  if (flags.json === true)
    output.out(JSON.stringify(studies.map((each) => ({ ...each, series: undefined }))));
  else if (flags.quiet !== true) {
    output.out(studies.map(studyText).join('\n\n'));
    if (studies.length > 1) output.out(`\n${ladderTable(studies)}`);
    output.out(`\nReports: ${out}/`);
  }
  const failed = studies.flatMap((each) => each.audits);
  if (failed.length > 0)
    throw new AuditError(`audit failed: ${failed[0].law} (${failed[0].where})`);
  for (const each of studies.filter((one) => one.stopped === TIME_LIMIT)) {
    output.error(
      `${each.model.name}: stopped by the time limit after ${each.trials} trials; --trials ${each.trials} in place of --time-limit repeats it`,
    );
  }
  const failures = studies.flatMap((each) => each.failures);
  if (failures.length > 0) throw new TrialsFailed(failures.join('\n'));
}

function overridesOf(flags: { set: Override[]; users?: string }): Override[] {
  return flags.users === undefined
    ? flags.set
    : [...flags.set, { path: 'users', value: flags.users }];
}

function collect(text: string, before: Override[]): Override[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected path=value, for example brokers.count=5');
  return [...before, { path: text.slice(0, at), value: text.slice(at + 1) }];
}
