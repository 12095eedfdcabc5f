/**
 * `highwater import`: a model of what people have, written whole or not at all, with where each
 * number comes from.
 */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import { writeFiles } from '../execution/files.js';
import { readInput } from '../execution/inputFiles.js';
import type { Imported, TextFile } from '../importers/imported.js';
import { modelText } from '../importers/modelText.js';
import { formatDiagnostic, parseModel, writeOneOf } from '../model/index.js';
import { importReport } from '../report/importReport.js';
import { commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

export interface Flags {
  readonly out?: string;
}

interface Source {
  /** What is to be given, for the help. */
  readonly usage: string;
  readonly load: (files: readonly TextFile[], flags: Flags) => Promise<Imported>;
}

export const SOURCES: Readonly<Record<string, Source>> = {
  omb: {
    usage: 'omb WORKLOAD.yaml DRIVER.yaml [RESULT.json]',
    load: async (files) => {
      const { importOmb } = await import('../importers/omb/omb.js');
      const given = atMost(files, 2, 3, 'omb');
      return importOmb({ workload: given[0], driver: given[1], result: given.at(2) ?? null });
    },
  },
  'perf-test': {
    usage: 'perf-test OUTPUT...',
    load: async (files) => {
      const { importPerfTest } = await import('../importers/perfTest/perfTest.js');
      return importPerfTest(atMost(files, 1, 64, 'perf-test'));
    },
  },
};

export function importCommand(output: Output): Command {
  const kinds = Object.keys(SOURCES).join(', ');
  const usages = Object.values(SOURCES).map(({ usage }) => `  highwater import ${usage}`);
  return new Command('import')
    .argument('<what>', kinds)
    .argument('[files...]', 'what the other tool has written')
    .option('--out <file>', 'where the model goes; default: it is printed')
    .addHelpText('after', `\n${usages.join('\n')}`)
    .action(async (what: string, names: string[], flags: Flags) => {
      const source = Object.hasOwn(SOURCES, what) ? SOURCES[what] : null;
      if (source === null) {
        const hint = writeOneOf(what, Object.keys(SOURCES), 'highwater import --help');
        throw new UsageError(`import ${what}: there is no such format; ${hint}`);
      }
      const files = names.map((name) => textFile(name, source.usage));
      const imported = await source.load(files, flags);
      write(imported, callOf(what, names), flags, output);
    });
}

function textFile(name: string, usage: string): TextFile {
  return { name: basename(name), text: readInput(name, `give highwater import ${usage}`) };
}

function callOf(what: string, names: readonly string[]): string {
  return commandLine('import', [what, ...names], {}).replace(/^npx /, '');
}

/** So many files, or a UsageError. */
function atMost(files: readonly TextFile[], least: number, most: number, what: string): TextFile[] {
  if (files.length >= least && files.length <= most) return [...files];
  const found = `${files.length} file${files.length === 1 ? '' : 's'}`;
  throw new UsageError(
    `import ${what}: found ${found}; give highwater import ${SOURCES[what].usage}`,
  );
}

/**
 * The model to its file, the report to the screen; without a file the model to the screen, the
 * report beside it.
 */
function write(imported: Imported, call: string, { out }: Flags, output: Output): void {
  const text = modelText(imported, call);
  const name = out ?? 'the model';
  const parsed = parseModel(text, { fileName: out ?? 'model.yaml' });
  if ('faults' in parsed) {
    const faults = parsed.faults.map(formatDiagnostic).join('\n');
    throw new UsageError(`what these files say makes no model:\n${faults}`);
  }
  const report = importReport(imported, name);
  if (out === undefined) {
    output.out(text.trimEnd());
    output.error(report);
    return;
  }
  if (!/\.ya?ml$/.test(out)) throw new UsageError(`--out ${out}: a model's file ends in .yaml`);
  if (existsSync(out)) {
    throw new UsageError(`${out} is there already; give another --out, or remove it`);
  }
  writeFiles(dirname(out), new Map([[basename(out), text]]));
  output.out(report);
}
