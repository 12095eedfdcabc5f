/**
 * `highwater watch`: a model beside the system that it is of, by Prometheus' HTTP API: the load as
 * it is now, simulated, against how busy the request handlers are and where a produce request's
 * time goes, and what departs first.
 *
 * Counters need two looks, --every apart. RequestMetrics are of requests, stages of records: they
 * agree where batches are alike; so a time departs only when it is off by half.
 */
import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { loadModel } from '../execution/modelFiles.js';
import { gather, type Gathered } from '../importers/prometheus/gathered.js';
import type { RequestTime } from '../importers/prometheus/facts.js';
import type { Study } from '../experiments/studySummary.js';
import { withValues, type Model, type Override } from '../model/index.js';
import { counted, percent, seconds } from '../report/format.js';
import { table } from '../report/table.js';
import { readDuration } from './arguments.js';
import { changesOf, withChangeFlags, type ChangeFlags } from './changes.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Flags extends ChangeFlags {
  readonly prometheus: string;
  readonly every: number;
  readonly json?: boolean;
}

const QUERY = '/api/v1/query?query=%7B__name__%3D~%22kafka_.%2B%22%7D';
/** Of a share or a rate, and of a time. */
const DEPARTS = 0.2;
const TIME_DEPARTS = 0.5;
const TRIALS = 30;

export function watchCommand(output: Output): Command {
  const command = new Command('watch')
    .argument('<model>')
    .requiredOption('--prometheus <url>', 'where Prometheus is, such as http://localhost:9090')
    .option('--json', 'print it as JSON')
    .option('--every <time>', 'between the two looks that tell rates', readDuration, 30);
  return withChangeFlags(command).action(async (file: string, flags: Flags) => {
    const changes = changesOf(flags);
    const { model, text } = loadModel(file, changes);
    const first = await ask(flags.prometheus);
    if (flags.json !== true) {
      output.error(`asks ${flags.prometheus} again in ${seconds(flags.every)}, then simulates`);
    }
    await setTimeout(flags.every * 1e3);
    const later = await ask(flags.prometheus);
    const answer = (of: string) => ({ name: flags.prometheus, text: of });
    const seen = gather(answer(first), answer(later), flags.every);
    if (!(seen.allMessages > 0)) {
      throw new UsageError(
        `${flags.prometheus}: no messages came in ${flags.every} s; wait longer`,
      );
    }
    const { modelFrom } = await import('../library/loadedModel.js');
    const { study } = await import('../library/study.js');
    const loaded = modelFrom(withValues(text, [...changes, loadOf(model, seen)]), {
      fileName: file,
    });
    const found = await study(loaded, { trials: TRIALS, relief: false });
    const report = watchText(seen, found);
    if (flags.json === true) output.out(await watchJson(report, found));
    else output.out(report);
  });
}

async function watchJson(report: string, found: Study): Promise<string> {
  const { studyJson } = await import('../report/studyFiles.js');
  const [model] = JSON.parse(studyJson([found])) as unknown[];
  return JSON.stringify({ format: 'highwater/watch/1', report, model });
}

/** What Prometheus answers; a UsageError where it does not. */
async function ask(url: string): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(new URL(QUERY, url));
  } catch {
    throw new UsageError(`${url}: nobody answers there; give the address of Prometheus`);
  }
  if (answer.ok) return answer.text();
  throw new UsageError(`${url}: answers ${answer.status}; give the address of Prometheus`);
}

function loadOf(model: Model, { allMessages }: Gathered): Override {
  if (model.load === 'rate' && model.producers.every(({ name }) => name === '')) {
    return { path: 'workload.rate', value: `${Number(allMessages.toPrecision(6))}/s` };
  }
  if (model.load !== 'rate') {
    return { path: 'users', value: String(allMessages / model.eventsPerUserPerSecond) };
  }
  throw new UsageError('watch: a model with users, or with workload.rate, can follow a load');
}

interface Row {
  readonly name: string;
  readonly measured: number;
  readonly simulated: number;
  readonly text: (value: number) => string;
  readonly bound: number;
}

function watchText(seen: Gathered, found: Study): string {
  const rows = rowsOf(seen, found);
  const off = rows.find((row) => departs(row));
  const lines = rows.map((row) => [
    row.name,
    row.text(row.measured),
    row.text(row.simulated),
    (row.simulated / row.measured).toFixed(2),
  ]);
  return [
    table(['', 'measured', 'simulated', 'simulated / measured'], lines),
    '',
    off === undefined
      ? 'Nothing departs from its model.'
      : `First to depart from its model: ${off.name}.`,
  ].join('\n');
}

const departs = ({ measured, simulated, bound }: Row): boolean =>
  Math.abs(simulated / measured - 1) > bound;

/** In the order of the way through a broker. */
function rowsOf(seen: Gathered, found: Study): Row[] {
  const handlers = found.resources.find(({ name }) => name === 'brokers.handlers');
  const time = (stage: string, of: RequestTime): Row[] => {
    const measured = seen.requestTime('produce', of, 0.5) ?? 0;
    const own = found.stages.find((each) => each.stage === stage);
    if (!(measured > 0) || own === undefined) return [];
    const simulated = own.p50Seconds;
    return [{ name: `${stage} p50`, measured, simulated, text: seconds, bound: TIME_DEPARTS }];
  };
  const rate = (value: number): string => `${counted(value)}/s`;
  const through = found.throughputPerSecond.value;
  return [
    {
      name: 'throughput',
      measured: seen.allMessages,
      simulated: through,
      text: rate,
      bound: DEPARTS,
    },
    ...(seen.idle >= 0 && handlers !== undefined
      ? [
          {
            name: 'brokers.handlers',
            measured: 1 - seen.idle,
            simulated: handlers.utilizationMean.value,
            text: percent,
            bound: DEPARTS,
          },
        ]
      : []),
    ...time('broker_wait', 'requestqueuetimems'),
    ...time('broker_service', 'localtimems'),
    ...time('replication', 'remotetimems'),
  ];
}
