/**
 * Mutated models: none may throw, hang, change Object.prototype or be refused without saying where,
 * what, and how to mend it; what is accepted must go through the arithmetic, and, where it is
 * small, through a short trial whose audits hold. 500 mutations here; `npm run fuzz` tries
 * HIGHWATER_FUZZ of them, from HIGHWATER_FUZZ_SEED.
 */
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { readBeside } from '../../src/execution/inputFiles.js';
import { Stream } from '../../src/engine/stream.js';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import { checkReport } from '../../src/report/checkReport.js';
import { mutate } from './mutate.js';

const MUTATIONS = Number(process.env['HIGHWATER_FUZZ'] ?? 500);
const SEED = process.env['HIGHWATER_FUZZ_SEED'] ?? 'fuzz';
/** Where the text under way is left, so that one that never ends can be found. */
const LOG = process.env['HIGHWATER_FUZZ_LOG'];
const MOST_SECONDS = 5;
const TRIAL_RECORDS = 500;
const TRIAL_SECONDS = 0.05;

const texts = readdirSync('models')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(`models/${name}`, 'utf8'));
const untouched = Reflect.ownKeys(Object.prototype).map(String);

/**
 * What is wrong with how the text was answered; empty = nothing. `counts` says what became of it.
 */
function faultsOf(text: string, counts: Counts): string[] {
  const parsed = parseModel(text, {
    fileName: 'fuzz.yaml',
    readFile: (path) => readBeside('models/fuzz.yaml', path),
  });
  if ('faults' in parsed) {
    counts.refused++;
    return parsed.faults.flatMap((fault) => {
      const line = formatDiagnostic(fault);
      const whole = fault.line >= 1 && fault.column >= 1;
      const said = [fault.received, fault.expected, fault.hint].every((part) => part !== '');
      return whole && said && !line.includes('\n') ? [] : [`not a whole message: ${line}`];
    });
  }
  counts.accepted++;
  const { model } = parsed;
  const report = checkReport(model, offeredLoad(model));
  // The first line holds the author's own words.
  const figures = report.split('\n').slice(1).join('\n');
  const wrong = /NaN|undefined|\[object/.test(figures) ? [`check prints ${report}`] : [];
  return [...wrong, ...tryTrial(model, counts)];
}

interface Counts {
  refused: number;
  accepted: number;
  simulated: number;
}

function tryTrial(model: Model, counts: Counts): string[] {
  const rate = model.users * model.eventsPerUserPerSecond;
  const windowSeconds = Math.min(TRIAL_SECONDS, TRIAL_RECORDS / rate);
  if (windowSeconds < 1e-6 || !isSmall(model)) return [];
  counts.simulated++;
  const { audits } = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'fuzz',
    warmupSeconds: windowSeconds / 10,
    windowSeconds,
    seriesBuckets: 5,
    speedup: {},
    maximumInside: 1e5,
  });
  return audits.filter(({ passed }) => !passed).map((each) => `audit: ${JSON.stringify(each)}`);
}

function isSmall(model: Model): boolean {
  const queues = model.producers.reduce(
    (sum, { count, topic }) => sum + count * (model.topics.at(topic)?.partitions ?? 0),
    0,
  );
  const members = model.consumers.reduce((sum, group) => sum + group.instances * group.threads, 0);
  const brokers = (model.clusters.at(0)?.count ?? 0) ** 2;
  const shards = model.stores.reduce(
    (sum, store) => sum + store.shards * model.consumers.length,
    0,
  );
  return Math.max(queues, members, brokers, shards) <= 2000;
}

test(`${MUTATIONS} mutated models are each answered`, { timeout: 3_600_000 }, () => {
  const counts: Counts = { refused: 0, accepted: 0, simulated: 0 };
  const wrong: string[] = [];
  let slowest = 0;
  for (let index = 0; index < MUTATIONS; index++) {
    const stream = new Stream(`${SEED}/${index}`);
    const text = mutate(texts[Math.floor(stream.next() * texts.length)], stream);
    if (LOG !== undefined) appendFileSync(LOG, `\n##### ${index}\n${text}`);
    const began = process.cpuUsage();
    try {
      wrong.push(...faultsOf(text, counts).map((what) => `${index}: ${what}`));
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      wrong.push(`${index}: thrown ${stack}`);
    }
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6;
    slowest = Math.max(slowest, seconds);
    if (seconds > MOST_SECONDS) wrong.push(`${index}: took ${seconds} s`);
  }
  console.log(`${JSON.stringify(counts)}, slowest ${slowest.toFixed(2)} s`);
  expect(wrong).toEqual([]);
  expect(Reflect.ownKeys(Object.prototype).map(String)).toEqual(untouched);
  // The mutations reach what they are for.
  expect(counts.simulated).toBeGreaterThan(MUTATIONS / 10);
  expect(counts.refused).toBeGreaterThan(MUTATIONS / 4);
});
