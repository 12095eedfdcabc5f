/** `highwater experiment`: the list, or one of them, or one that a file describes. */
import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { BUILT } from '../execution/home.js';
import { commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { resultsFolder, runOf } from './runIdentity.js';
import {
  checkEffort,
  DEFAULT_BUDGET,
  POINT_PRECISION,
  withStudyFlags,
  type StudyFlags,
  writtenAs,
} from './studyFlags.js';

export function experimentCommand(output: Output): Command {
  const command = new Command('experiment')
    .argument('[name]', 'its name, or a file: .yaml, or .js (compiled) with a default export')
    .option('--list', 'name each with one line');
  return withStudyFlags(command).action(
    async (name: string | undefined, flags: StudyFlags & { readonly list?: boolean }) => {
      if (flags.list === true || name === undefined) {
        output.out(listed(await questions()));
        return;
      }
      checkEffort(flags);
      const known = (await questions()).find((each) => each.name === name);
      if (known !== undefined && flags.quiet !== true && flags.json !== true) {
        output.error(`${name}: ${known.question}`);
      }
      const { findExperiment } = await import('./findExperiment.js');
      const { sessionOptions } = await import('./session.js');
      const { runExperiment } = await import('./runExperiment.js');
      const { shownReport } = await import('./pageFile.js');
      const { experiment, texts } = await findExperiment(name);
      const precision = flags.precision ?? experiment.precision ?? POINT_PRECISION;
      const asked = flags.precision === undefined ? experiment.replications : undefined;
      const replications = flags.replications ?? asked ?? null;
      const out = flags.out ?? resultsFolder(experiment.name);
      const budget = flags.budget ?? DEFAULT_BUDGET;
      const call = commandLine('experiment', [name], {
        seed: flags.seed,
        precision: replications === null ? precision : null,
        replications,
        budget: replications === null ? budget : null,
      });
      const text = await runExperiment(
        experiment,
        {
          seed: flags.seed,
          ...sessionOptions(flags, output),
          precision,
          budgetRecords: budget,
          replications,
          out,
          run: runOf(call, texts),
          changes: [],
          command: 'experiment',
          ...writtenAs(flags),
        },
        output.error,
      );
      if (flags.quiet !== true) output.out(shownReport(text, out, flags));
    },
  );
}

interface Question {
  readonly name: string;
  readonly question: string;
}

function listed(experiments: readonly Question[]): string {
  const width = Math.max(...experiments.map((each) => each.name.length));
  return experiments.map((each) => `${each.name.padEnd(width)}  ${each.question}`).join('\n');
}

/**
 * As the build has written them down, for whoever only wants the list; else of the experiments
 * themselves.
 */
export async function questions(): Promise<readonly Question[]> {
  const written = new URL('questions.json', BUILT);
  if (existsSync(written)) return JSON.parse(readFileSync(written, 'utf8')) as Question[];
  const { loadExperiments } = await import('./findExperiment.js');
  return loadExperiments();
}
