/**
 * `highwater completion bash|zsh|fish`: a script that knows commands, options and the models and
 * experiments that come with Highwater by heart, so that Tab starts no program; whatever else a
 * word may be is a file.
 */
import { Command } from 'commander';
import { shippedNames } from '../execution/modelFiles.js';
import { STAGE_ENTRIES, WORD_ENTRIES } from '../report/glossary/index.js';
import { COMMANDS } from './commands.js';
import { bashScript, fishScript, zshScript, type Completed } from './completionScripts.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Shell {
  /** The first line, which is there before all the commands are loaded. */
  readonly heading: string;
  readonly script: (commands: readonly Completed[]) => string;
}

const SHELLS: Readonly<Record<string, Shell>> = {
  bash: { heading: '# highwater completion bash', script: bashScript },
  zsh: { heading: '#compdef highwater', script: zshScript },
  fish: { heading: '# highwater completion fish', script: fishScript },
};

export function completionCommand(output: Output): Command {
  return new Command('completion')
    .argument('[shell]', 'bash, zsh or fish')
    .option('--json', 'print commands, options and words as JSON, in place of a script')
    .addHelpText(
      'after',
      `
bash   highwater completion bash > ~/.local/share/bash-completion/completions/highwater
zsh    highwater completion zsh > "\${fpath[1]}/_highwater"
fish   highwater completion fish > ~/.config/fish/completions/highwater.fish`,
    )
    .action(async (given: string | undefined, flags: { readonly json?: boolean }) => {
      const shell = given ?? '';
      if (flags.json === true) {
        const commands = await completed();
        output.out(JSON.stringify({ format: 'highwater/completion/1', commands }));
        return;
      }
      if (!Object.hasOwn(SHELLS, shell)) {
        throw new UsageError(`completion ${shell}: expected ${Object.keys(SHELLS).join(', ')}`);
      }
      const { heading, script } = SHELLS[shell];
      output.out(heading);
      output.out(script(await completed()));
    });
}

/** Every command with its options, and the words that may stand where it has an argument. */
async function completed(): Promise<Completed[]> {
  const nowhere: Output = { out: () => undefined, error: () => undefined };
  const models = shippedNames('models');
  const { SOURCES } = await import('./importCommand.js');
  const { questions } = await import('./experimentCommand.js');
  const experiments = await questions();
  const words: Readonly<Record<string, readonly string[]>> = {
    experiment: experiments.map(({ name }) => name),
    explain: [...STAGE_ENTRIES, ...WORD_ENTRIES].map(({ name }) => name),
    completion: Object.keys(SHELLS),
    help: Object.keys(COMMANDS),
    show: [],
    schema: [],
    init: [],
    import: Object.keys(SOURCES),
    trials: ['plan', 'run'],
    verify: [],
    theory: [],
    coverage: [],
  };
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, { about, load }]): Promise<Completed> => {
      const { options } = (await load())(nowhere);
      const shown = options.filter(({ hidden }) => !hidden);
      return {
        name,
        about,
        options: shown.map(({ long, description }) => ({ name: long ?? '', about: description })),
        words: (words[name] ?? models).filter((word) => !word.includes(' ')),
      };
    }),
  );
  return [
    ...commands,
    { name: 'help', about: 'the options of a command', options: [], words: words['help'] },
  ];
}
