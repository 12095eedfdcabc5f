/**
 * `highwater import`: a model of what people have, written whole or not at all, with where each
 * number comes from.
 */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import { writeFiles } from '../execution/files.js';
import { readInput } from '../execution/inputFiles.js';
import type { KafkaFiles } from '../importers/kafka/kafka.js';
import type { Imported, TextFile } from '../importers/imported.js';
import { modelText } from '../importers/modelText.js';
import { formatDiagnostic, parseModel, writeOneOf } from '../model/index.js';
import { importReport } from '../report/importReport.js';
import { readDuration } from './arguments.js';
import { commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly out?: string;
  readonly json?: boolean;
  readonly topics?: string;
  readonly configs?: string;
  readonly groups?: string;
  readonly groupsLater?: string;
  readonly logDirs?: string;
  readonly logDirsLater?: string;
  readonly apart?: number;
}

/** More of one kind are a mistake of the shell's. */
const MOST_FILES = 256;

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
      return importPerfTest(atMost(files, 1, MOST_FILES, 'perf-test'));
    },
  },
  kafka: {
    usage:
      'kafka --topics FILE --groups FILE [--groups-later FILE --apart 60s] [--configs FILE] [--log-dirs FILE [--log-dirs-later FILE]]',
    load: async (files, flags) => {
      const { importKafka } = await import('../importers/kafka/kafka.js');
      atMost(files, 0, 0, 'kafka');
      return importKafka(kafkaFiles(flags));
    },
  },
  strimzi: {
    usage: 'strimzi FILE.yaml...',
    load: async (files) => {
      const { importStrimzi } = await import('../importers/strimzi/strimzi.js');
      return importStrimzi(atMost(files, 1, MOST_FILES, 'strimzi'));
    },
  },
  prometheus: {
    usage: 'prometheus FILE [LATER [--apart 60s]]',
    load: async (files, flags) => {
      const { importPrometheus } = await import('../importers/prometheus/prometheus.js');
      const given = atMost(files, 1, 2, 'prometheus');
      return importPrometheus(given[0], given.at(1) ?? null, flags.apart ?? 0);
    },
  },
  asyncapi: {
    usage: 'asyncapi FILE.yaml...',
    load: async (files) => {
      const { importAsyncapi } = await import('../importers/asyncapi/asyncapi.js');
      return importAsyncapi(atMost(files, 1, MOST_FILES, 'asyncapi'));
    },
  },
  compose: {
    usage: 'compose FILE.yaml',
    load: async (files) => {
      const { importCompose } = await import('../importers/compose/compose.js');
      return importCompose(atMost(files, 1, 1, 'compose')[0]);
    },
  },
};

/** What the tools of Kafka have printed. A UsageError where it is not enough. */
function kafkaFiles(flags: Flags): KafkaFiles {
  const { topics, groups, configs, groupsLater, logDirs, logDirsLater, apart } = flags;
  const usage = SOURCES['kafka'].usage;
  const file = (name: string | undefined): TextFile | null =>
    name === undefined ? null : textFile(name, usage);
  if (topics === undefined || groups === undefined) {
    throw new UsageError(
      `import kafka: needs --topics and --groups; give highwater import ${usage}`,
    );
  }
  if ((groupsLater === undefined) !== (apart === undefined)) {
    const lacks =
      apart === undefined ? '--apart: the time between the two, such as 60s' : '--groups-later';
    throw new UsageError(`import kafka: two looks at the groups tell rates; add ${lacks}`);
  }
  if (logDirsLater !== undefined && (logDirs === undefined || groupsLater === undefined)) {
    throw new UsageError('import kafka: --log-dirs-later goes with --log-dirs and --groups-later');
  }
  return {
    topics: textFile(topics, usage),
    groups: textFile(groups, usage),
    configs: file(configs),
    groupsLater: file(groupsLater),
    secondsApart: apart ?? 0,
    logDirs: file(logDirs),
    logDirsLater: file(logDirsLater),
  };
}

export function importCommand(output: Output): Command {
  const kinds = Object.keys(SOURCES).join(', ');
  const usages = Object.values(SOURCES).map(({ usage }) => `  highwater import ${usage}`);
  return new Command('import')
    .argument('<what>', kinds)
    .argument('[files...]', 'what the other tool has written')
    .option('--out <file>', 'where the model goes; default: it is printed')
    .option('--json', 'print the model, and what was read, as JSON')
    .option('--topics <file>', 'kafka-topics --describe')
    .option('--groups <file>', 'kafka-consumer-groups --describe --all-groups')
    .option('--groups-later <file>', 'the same again, a known time later: rates and skew')
    .option('--apart <time>', 'how much later', readDuration)
    .option('--configs <file>', 'kafka-configs --describe, of topics and brokers')
    .option('--log-dirs <file>', 'kafka-log-dirs --describe: sizes')
    .option('--log-dirs-later <file>', 'the same again, when --groups-later was taken')
    .addHelpText('after', `\n${usages.join('\n')}`)
    .action(async (what: string, names: string[], flags: Flags) => {
      const source = Object.hasOwn(SOURCES, what) ? SOURCES[what] : null;
      if (source === null) {
        const hint = writeOneOf(what, Object.keys(SOURCES), 'highwater import --help');
        throw new UsageError(`import ${what}: there is no such format; ${hint}`);
      }
      const files = names.map((name) => textFile(name, source.usage));
      const imported = await source.load(files, flags);
      write(imported, callOf(what, names, flags), flags, output);
    });
}

function textFile(name: string, usage: string): TextFile {
  return { name: basename(name), text: readInput(name, `give highwater import ${usage}`) };
}

/** Without where it goes. */
function callOf(what: string, names: readonly string[], flags: Flags): string {
  const options = {
    topics: flags.topics ?? null,
    groups: flags.groups ?? null,
    'groups-later': flags.groupsLater ?? null,
    apart: flags.apart === undefined ? null : `${flags.apart}s`,
    configs: flags.configs ?? null,
    'log-dirs': flags.logDirs ?? null,
    'log-dirs-later': flags.logDirsLater ?? null,
  };
  return commandLine('import', [what, ...names], options).replace(/^npx /, '');
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
function write(imported: Imported, call: string, { out, json }: Flags, output: Output): void {
  const text = modelText(imported, call);
  const name = out ?? 'the model';
  const parsed = parseModel(text, { fileName: out ?? 'model.yaml' });
  if ('faults' in parsed) {
    const faults = parsed.faults.map(formatDiagnostic).join('\n');
    throw new UsageError(`what these files say makes no model:\n${faults}`);
  }
  const report = importReport(imported, name);
  const told = JSON.stringify({
    format: 'highwater/import/1',
    file: out ?? null,
    model: text,
    report,
  });
  if (out === undefined) {
    if (json === true) {
      output.out(told);
      return;
    }
    output.out(text.trimEnd());
    output.error(report);
    return;
  }
  if (!/\.ya?ml$/.test(out)) throw new UsageError(`--out ${out}: a model's file ends in .yaml`);
  if (existsSync(out)) {
    throw new UsageError(`${out} is there already; give another --out, or remove it`);
  }
  writeFiles(dirname(out), new Map([[basename(out), text]]));
  output.out(json === true ? told : report);
}
