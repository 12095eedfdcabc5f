/** Runs experiments: what `highwater experiment`, `sweep` and `npm run experiment` share. */
import { overridesOf, type Experiment, type Point } from '../experiments/experiment.js';
import { openLab } from '../experiments/lab.js';
import { readModel, withoutPlace } from '../execution/modelFiles.js';
import type { Run } from '../execution/runFolder.js';
import { DesignError, type Model } from '../model/index.js';
import { findingsFiles, findingsText } from '../report/experimentReport.js';
import type { SessionOptions } from './runOptions.js';
import { session } from './session.js';
import { TrialsFailed } from './usageError.js';
import type { WrittenAs } from './studyFlags.js';
import { findingsManifest, writeReport } from './writeFindings.js';

export interface ExperimentOptions extends SessionOptions, WrittenAs {
  readonly seed: string;
  readonly precision: number;
  readonly budgetRecords: number;
  /** So many trials a point in place of the precision; null = until precise. */
  readonly replications: number | null;
  readonly out: string;
  readonly run: Run;
  /** What --set changed. */
  readonly changes: readonly string[];
  /** Whose the results are. */
  readonly command: 'experiment' | 'sweep';
}

/**
 * The point's model. A file that cannot be read is the caller's mistake; values that make no model
 * are the point's.
 */
export function loadPoint(point: Point): Model {
  const loaded = readModel(point.model, overridesOf(point));
  if ('model' in loaded) return loaded.model;
  throw new DesignError(loaded.faults.map(withoutPlace).join('; '));
}

/** Runs one experiment, writes its CSVs and returns what to print; `say` gets what was left out. */
export async function runExperiment(
  experiment: Experiment,
  options: ExperimentOptions,
  say: (line: string) => void,
): Promise<string> {
  const { seed, precision, budgetRecords, replications } = options;
  return session(options.out, options, options.run, async ({ executor, show }) => {
    const lab = openLab({
      seed,
      precision,
      budgetRecords,
      replications,
      executor,
      load: loadPoint,
      progress: (done, planned, best) => {
        show.update(done, planned, experiment.name, best);
      },
    });
    try {
      const findings = await experiment.run(lab);
      const text = [
        findingsText(experiment.name, findings),
        ...lab.refused.map((line) => `Left out: ${line}`),
        `Repeat: ${options.run.call}`,
      ].join('\n');
      const shown = await writeReport(options, findingsFiles(findings), text, {
        experiment: experiment.name,
        question: experiment.question,
        seed,
        ...(replications === null ? { precision, budgetRecords } : { replications }),
        ...findingsManifest(options.command, findings),
      });
      if (lab.failures.length > 0) throw new TrialsFailed(lab.failures.join('\n'));
      return shown;
    } finally {
      for (const line of lab.refused) say(`left out: ${line}`);
    }
  });
}
