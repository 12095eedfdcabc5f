/**
 * The command line. Exit codes: 0 done, 1 a fault of Highwater's own or of the machine, 2 a mistake
 * in the model or the call, 3 a failed audit, 4 trials that gave no result, 5 a promise is broken
 * or nothing tried keeps it, 6 trials are to be run elsewhere first, 130 interrupted.
 */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../execution/version.js';
import { COMMANDS } from './commands.js';
import type { Output } from './output.js';
import { spelledOut } from './spelledOut.js';

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
    const { exitCodeOf } = await import('./exitCode.js');
    const { code, heading } = exitCodeOf(error);
    (code === 0 ? output.out : output.error)(`${heading}${message}`);
    return code;
  }
}

/**
 * With the command that is called for; of the others name and line stand for them, for the help.
 */
async function program(argv: readonly string[], output: Output): Promise<Command> {
  const root = new Command('highwater')
    .version(VERSION)
    .description(
      'At N users, what breaks first, what latency do people see, and where does it come from?',
    )
    .addHelpCommand(helpCommand());
  root.exitOverride().configureOutput({
    writeOut: (text) => {
      output.out(text.trimEnd());
    },
    writeErr: (text) => {
      output.error(text.trimEnd());
    },
  });
  const [first, topic] = [argv.at(0) ?? '', argv.at(1) ?? ''];
  if (first === 'help' && topic !== '' && !topic.startsWith('-')) await checkTopic(topic);
  const called = first === 'help' ? topic : first;
  for (const [name, { group, about, load }] of Object.entries(COMMANDS)) {
    const command = name === called ? (await load())(output) : new Command(name);
    // Those made elsewhere do not take over how the root ends and prints by themselves.
    root.addCommand(command.description(about).helpGroup(group).copyInheritedSettings(root));
  }
  return root;
}

function helpCommand(): Command {
  const command = new Command('help').argument('[command]').helpOption(false);
  return command.description('the options of a command').helpGroup(COMMANDS['schema'].group);
}

/** Throws UsageError, with the nearest command, for one that there is not. */
async function checkTopic(topic: string): Promise<void> {
  if (topic === 'help' || Object.hasOwn(COMMANDS, topic)) return;
  const { writeOneOf } = await import('../model/hints.js');
  const { UsageError } = await import('./usageError.js');
  const hint = writeOneOf(topic, Object.keys(COMMANDS), 'highwater help');
  throw new UsageError(`help ${topic}: there is no such command; ${hint}`);
}
