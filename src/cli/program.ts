/**
 * The command line. Of the commands only the one that is called for is loaded, with what it needs. Exit codes: 0 done,
 * 1 a fault of Highwater's own or of the machine, 2 a mistake in the model or the call, 3 a failed audit, 4 trials that
 * gave no result, 5 nothing tried keeps the promise, 6 trials are to be run elsewhere first, 130 interrupted.
 */
import { Command, CommanderError } from 'commander';
import { NoTrials, TrialError } from '../execution/executor.js';
import { VERSION } from '../execution/version.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { MeasuredDataError } from '../experiments/measuredDataError.js';
import { DesignError, ParameterError, writeOneOf } from '../model/index.js';
import { spelledOut } from './spelledOut.js';
import { AuditError, TrialsFailed, TrialsPlanned, UnmetPromise, UsageError } from './usageError.js';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

type MakeCommand = (output: Output) => Command;

/** The commands, in the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  check: async () => (await import('./checkCommand.js')).checkCommand,
  run: async () => (await import('./runCommand.js')).runCommand,
  trace: async () => (await import('./traceCommand.js')).traceCommand,
  experiment: async () => (await import('./experimentCommand.js')).experimentCommand,
  sweep: async () => (await import('./sweepCommand.js')).sweepCommand,
  compare: async () => (await import('./compareCommand.js')).compareCommand,
  capacity: async () => (await import('./capacityCommand.js')).capacityCommand,
  tune: async () => (await import('./tuneCommand.js')).tuneCommand,
  show: async () => (await import('./showCommand.js')).showCommand,
  calibrate: async () => (await import('./calibrateCommand.js')).calibrateCommand,
  sensitivity: async () => (await import('./sensitivityCommand.js')).sensitivityCommand,
  verify: async () => (await import('./verifyCommand.js')).verifyCommand,
  theory: async () => (await import('./theoryCommand.js')).theoryCommand,
  coverage: async () => (await import('./coverageCommand.js')).coverageCommand,
  trials: async () => (await import('./trialsCommand.js')).trialsCommand,
  schema: async () => (await import('./schemaCommand.js')).schemaCommand,
};

/** Runs one call; returns its exit code. `commands`: others than the program's only in tests. */
export async function main(
  argv: readonly string[],
  output: Output,
  commands: Command | null = null,
): Promise<number> {
  try {
    const words = spelledOut(argv);
    const root = commands ?? (await program(words, output));
    await root.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    const { code, heading } = kindOf(error);
    (code === 0 ? output.out : output.error)(`${heading}${message}`);
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
  if (error instanceof UnmetPromise) return { code: 5, heading: '' };
  if (error instanceof TrialsPlanned) return { code: error.wasAsked ? 0 : 6, heading: '' };
  return { code: 1, heading: 'highwater: ' };
}

/** The command that the first word calls for; where it names none (help, a slip), all of them. */
function commandsFor(word: string): string[] {
  if (word === '--version' || word === '-V') return [];
  return Object.hasOwn(COMMANDS, word) ? [word] : Object.keys(COMMANDS);
}

/** With the commands that this call may need. */
async function program(argv: readonly string[], output: Output): Promise<Command> {
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
  const [first, topic] = [argv.at(0) ?? '', argv.at(1) ?? ''];
  if (
    first === 'help' &&
    topic !== '' &&
    !topic.startsWith('-') &&
    !Object.hasOwn(COMMANDS, topic)
  ) {
    const hint = writeOneOf(topic, Object.keys(COMMANDS), 'highwater help');
    throw new UsageError(`help ${topic}: there is no such command; ${hint}`);
  }
  for (const name of commandsFor(first)) {
    const make = await COMMANDS[name]();
    // Those made elsewhere do not take over how the root ends and prints by themselves.
    root.addCommand(make(output).copyInheritedSettings(root));
  }
  return root;
}
