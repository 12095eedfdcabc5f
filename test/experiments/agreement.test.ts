/**
 * Runs, searches and comparisons agree on random models near their knees: on whether there is a
 * steady state, and on p99. Each draws its own random numbers. A few models of short windows here,
 * for time; AGREEMENT_MODELS=60 tries 60 at all loads and lengths, AGREEMENT_SEED others.
 *
 * What a run calls steady no search may call overloaded, or the other way round; what is not
 * decided agrees with both. A promise well above the run's interval of p99 may not be shown to be
 * broken, one well below it not to be kept: each interval errs at 5%, so of n models at most what a
 * binomial count of 5% reaches in one case of 1,000.
 */
import { expect, test } from 'vitest';
import { firstToSaturate, offeredLoad } from '../../src/analysis/offeredLoad.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { compare } from '../../src/experiments/compare.js';
import { parsePromise } from '../../src/experiments/promise.js';
import { race } from '../../src/experiments/race.js';
import { responseOf } from '../../src/experiments/responses.js';
import { latencyOf } from '../../src/experiments/latencies.js';
import { lengthOf } from '../../src/experiments/sample.js';
import type { Verdict } from '../../src/experiments/settling.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import type { Model } from '../../src/model/index.js';
import { uniforms } from '../support/uniforms.js';
import { validModel } from '../support/validModel.js';

const GIVEN = process.env['AGREEMENT_MODELS'];
const MODELS = Number(GIVEN ?? 3);
const LOADS = GIVEN === undefined ? [0.5, 0.7, 1.15, 1.4] : [0.5, 0.7, 0.85, 0.95, 1.15, 1.4];
const SEED = Number(process.env['AGREEMENT_SEED'] ?? 1);

function randomModel(draw: () => number): { model: Model; text: string } {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)];
  // Services of 0.1 ms to 3 s, so that queues settle within 1 ms to 100 s and more.
  const service = 1e-4 * Math.exp(draw() * Math.log(3e4));
  const milliseconds = (service * 1e3).toPrecision(3);
  const time = pick([
    `exponential(${milliseconds} ms)`,
    `${milliseconds} ms`,
    `lognormal(${milliseconds} ms, 2)`,
    `erlang(3, ${milliseconds} ms)`,
  ]);
  const instances = pick([1, 2, 5]);
  const threads = pick([1, 2, 8]);
  const load = pick(LOADS);
  const poll = pick(['', ', max_poll_records: 5', ', wait_for_poll: false']);
  const brokers = `producers: { count: 2, linger: 1 ms }
brokers: { count: 1 }
topic: { partitions: ${instances * pick([1, 2])} }
`;
  const behind = draw() < 0.6;
  const group = `instances: ${instances}, threads: ${threads}, processing_time: "${time}"${behind ? poll : ''}`;
  const at = (perSecond: number): string =>
    `users: 1000
workload: { events_per_user: ${perSecond / 1000}/s, record_size: 100 B }
${behind ? brokers : ''}consumers: { g: { ${group} } }
${GIVEN === undefined ? `run: { duration: ${SHORT_RECORDS / perSecond} s }` : ''}
`;
  const ceiling = (text: string): number =>
    firstToSaturate(offeredLoad(validModel(text, { fileName: 'm.yaml' }))).ceilingEventsPerSecond;
  const text = at(load * ceiling(at((instances * threads) / service)));
  return { model: validModel(text, { fileName: 'm.yaml' }), text };
}

function contradict(a: Verdict, b: Verdict): boolean {
  const kinds = [a.kind, b.kind];
  return kinds.includes('steady') && kinds.includes('overloaded');
}

const SHORT_RECORDS = 2000;

/** The count that a binomial of n and 5% exceeds in one case of 1,000. */
function mostErrors(n: number): number {
  let term = 0.95 ** n;
  let below = term;
  let count = 0;
  while (below < 0.999) {
    count++;
    term *= ((n - count + 1) / count) * (0.05 / 0.95);
    below += term;
  }
  return count;
}

test(`runs, searches and comparisons agree on ${MODELS} random models near the knee`, async () => {
  const draw = uniforms(SEED);
  const executor = inlineExecutor();
  const verdicts: string[] = [];
  const quantiles: string[] = [];
  let judged = 0;
  const seen: Record<string, number> = {};
  for (let number = 0; number < MODELS; number++) {
    const { model, text } = randomModel(draw);
    const options = { ...NESTED_STUDY_OPTIONS, precision: Infinity, budgetRecords: 1e6 };
    const run = await study(model, executor, { ...options, seed: `run ${number}` });
    seen[run.verdict.kind] = (seen[run.verdict.kind] ?? 0) + 1;
    const p99 = latencyOf(run, 0.99);
    const seed = `search ${number}`;
    const promised = async (bound: number): Promise<string> => {
      const raced = await race(
        model,
        {
          executor,
          seed,
          promise: parsePromise(`p99 < ${bound} s`),
          firstTrials: 8,
          mostTrials: 32,
          keepEarly: true,
        },
        () => lengthOf(model, executor, seed),
      );
      const { verdict, answer } = raced.judgment;
      if (contradict(run.verdict, verdict)) {
        verdicts.push(`${text}run ${run.verdict.kind}, search ${verdict.kind}`);
      }
      return answer;
    };
    if (run.verdict.kind === 'overloaded' || p99 === null || !p99.enough) await promised(1);
    else {
      judged++;
      const bounds = [p99.high * 1.1, p99.low / 1.1];
      const answers = [await promised(bounds[0]), await promised(bounds[1])];
      if (answers[0] === 'broken' || answers[1] === 'kept') {
        quantiles.push(`${text}p99 ${p99.low} to ${p99.high}: ${answers.join(', ')}`);
      }
    }
    const both = await compare(model, model, {
      executor,
      seed: `compare ${number}`,
      responses: [responseOf('p99')],
      precision: 0.1,
      replications: 8,
      budgetRecords: 1e6,
    });
    if (contradict(run.verdict, both.a.verdict)) {
      verdicts.push(`${text}run ${run.verdict.kind}, compare ${both.a.verdict.kind}`);
    }
  }
  console.log(`${JSON.stringify(seen)}; p99 judged of ${judged}, ${quantiles.length} disagree`);
  expect(verdicts).toEqual([]);
  expect(quantiles.length, quantiles.join('\n')).toBeLessThanOrEqual(mostErrors(judged));
}, 7_200_000);
