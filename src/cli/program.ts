/**
 * The command line. Exit codes: 0 done, 1 a fault of Highwater's own or of the machine, 2 a mistake in the model or the
 * call, 3 a failed audit, 4 trials that gave no result, 130 interrupted.
 */
import { Command, CommanderError } from 'commander';
import { NoTrials, TrialError } from '../execution/executor.js';
import { VERSION } from '../execution/version.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { MeasuredDataError } from '../experiments/measuredData.js';
import { DesignError, ParameterError } from '../model/index.js';
import { calibrateCommand } from './calibrateCommand.js';
import { capacityCommand } from './capacityCommand.js';
import { checkCommand } from './checkCommand.js';
import { compareCommand } from './compareCommand.js';
import { coverageCommand } from './coverageCommand.js';
import { experimentCommand } from './experimentCommand.js';
import { runCommand } from './runCommand.js';
import { schemaCommand } from './schemaCommand.js';
import { sensitivityCommand } from './sensitivityCommand.js';
import { showCommand } from './showCommand.js';
import { sweepCommand } from './sweepCommand.js';
import { theoryCommand } from './theoryCommand.js';
import { tuneCommand } from './tuneCommand.js';
import { AuditError, TrialsFailed, UsageError } from './usageError.js';
import { verifyCommand } from './verifyCommand.js';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs one call; returns its exit code. `root`: the commands, others than all of them only in tests. */
export async function main(
  argv: readonly string[],
  output: Output,
  root = program(output),
): Promise<number> {
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    const { code, heading } = kindOf(error);
    output.error(`${heading}${message}`);
    return code;
  }
}

/** The exit code of an error, and what stands before its message. */
function kindOf(error: unknown): { code: number; heading: string } {
  const isOneOf = (kinds: readonly (abstract new (...of: never[]) => Error)[]): boolean =>
    kinds.some((kind) => error instanceof kind);
  if (isOneOf([UsageError, DesignError, ParameterError, MeasuredDataError])) {
    return { code: 2, heading: '' };
  }
  if (isOneOf([AuditError, AuditFailure])) return { code: 3, heading: '' };
  if (isOneOf([TrialsFailed, NoTrials, TrialError])) {
    return { code: 4, heading: 'trials without a result:\n' };
  }
  return { code: 1, heading: 'highwater: ' };
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
  const commands = [
    checkCommand,
    runCommand,
    experimentCommand,
    sweepCommand,
    compareCommand,
    capacityCommand,
    tuneCommand,
    showCommand,
    calibrateCommand,
    sensitivityCommand,
    verifyCommand,
    theoryCommand,
    coverageCommand,
    schemaCommand,
  ];
  // Those made elsewhere do not take over how the root ends and prints by themselves.
  for (const make of commands) root.addCommand(make(output).copyInheritedSettings(root));
  return root;
}
