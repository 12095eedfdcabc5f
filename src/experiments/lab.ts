/**
 * A lab studies points side by side on one executor. Several points are under way at once, so that
 * a worker that a point's last trials leave idle takes those of the next; each study still sees its
 * own results in trial order, so the numbers do not depend on it.
 */
import type { Executor } from '../execution/executor.js';
import { DesignError, type Model } from '../model/index.js';
import { AuditFailure } from './auditFailure.js';
import type { Lab, Outcome, Point } from './experiment.js';
import { latencyOf } from './latencies.js';
import { ensureRunnable } from './runSize.js';
import { NESTED_STUDY_OPTIONS, study } from './study.js';
import type { Study } from './studySummary.js';

export interface LabOptions {
  readonly seed: string;
  readonly precision: number;
  readonly budgetRecords: number;
  /** So many trials a point in place of the precision; null = until precise. */
  readonly replications: number | null;
  readonly executor: Executor;
  /** The point's model; throws DesignError where its values make none. */
  readonly load: (point: Point) => Model;
  readonly progress: (done: number, planned: number, best: string) => void;
}

export interface OpenLab extends Lab {
  /** Points left out, each with the reason. */
  readonly refused: readonly string[];
  /** Trials without a result, each with its place and seed. */
  readonly failures: readonly string[];
}

const AT_ONCE = 3;
/** Pilots and the first round, until it is known how many a point takes. */
const USUAL_TRIALS = 38;

export function openLab(options: LabOptions): OpenLab {
  const refused: string[] = [];
  const failures: string[] = [];
  const count = counted(options.executor);
  let lowest: { value: number; text: string } | null = null;
  return {
    seed: options.seed,
    refused,
    failures,
    study: async (points) => {
      const loaded = validPoints(points, options, refused);
      let waiting = loaded.length;
      const report = (): void => {
        options.progress(count.done, count.planned + waiting * USUAL_TRIALS, lowest?.text ?? '');
      };
      count.changed = report;
      const atOnce = options.executor.studiesAtOnce ?? AT_ONCE;
      return sideBySide(loaded, atOnce, async ({ point, model }): Promise<Outcome> => {
        waiting--;
        const result = await studyPoint(model, count.executor, options);
        failures.push(...result.failures);
        if (result.audits.length > 0) {
          const { law, where } = result.audits[0];
          throw new AuditFailure(
            `audit failed: ${law} (${where}) at ${JSON.stringify(point.labels)}`,
          );
        }
        const p99 = latencyOf(result, 0.99)?.value ?? Infinity;
        if (p99 < (lowest?.value ?? Infinity)) {
          const labels = Object.values(point.labels).join(' ');
          lowest = { value: p99, text: `p99 ${(p99 * 1e3).toPrecision(3)} ms at ${labels}` };
        }
        report();
        return { point, study: result };
      });
    },
  };
}

function studyPoint(model: Model, executor: Executor, options: LabOptions): Promise<Study> {
  return study(model, executor, {
    ...NESTED_STUDY_OPTIONS,
    seed: options.seed,
    precision: options.precision,
    budgetRecords: options.budgetRecords,
    trials: options.replications,
  });
}

interface Loaded {
  readonly point: Point;
  readonly model: Model;
}

/** Points whose values make a model that can be run; throws where there is none. */
function validPoints(
  points: readonly Point[],
  { load, replications }: LabOptions,
  refused: string[],
): Loaded[] {
  const loaded: Loaded[] = [];
  for (const point of points) {
    try {
      const model = load(point);
      ensureRunnable(model, 'sampled', replications);
      loaded.push({ point, model });
    } catch (error) {
      if (!(error instanceof DesignError)) throw error;
      const name = Object.entries(point.labels).map(([label, value]) => `${label}=${value}`);
      refused.push(`${name.join(', ')}: ${error.message}`);
    }
  }
  if (loaded.length === 0) throw new DesignError(refused.join('\n'));
  return loaded;
}

/** Runs at most `atOnce` of the items' work at a time; results in the items' order. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results.set(index, await work(items[index]));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/** The same executor, counting the trials handed to it and those done. */
export interface CountedExecutor {
  readonly executor: Executor;
  done: number;
  planned: number;
  changed: () => void;
}

export function counted(executor: Executor): CountedExecutor {
  const count: CountedExecutor = {
    executor: {
      ...executor,
      run: async (trials, done, control) => {
        count.planned += trials.length;
        let given = 0;
        await executor.run(
          trials,
          (result, index) => {
            given++;
            count.done++;
            done(result, index);
            count.changed();
          },
          control,
        );
        count.planned -= trials.length - given;
      },
      close: () => executor.close(),
    },
    done: 0,
    planned: 0,
    changed: () => undefined,
  };
  return count;
}
