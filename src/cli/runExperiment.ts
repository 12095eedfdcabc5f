/** Runs experiments by name: what `highwater experiment NAME` and `npm run experiment -- NAME` do. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExecutor } from '../execution/executor.js';
import { writeFiles } from '../execution/files.js';
import { VERSION } from '../execution/version.js';
import { overridesOf, type Experiment, type Lab, type Outcome } from '../experiments/experiment.js';
import { study } from '../experiments/study.js';
import { findingsFiles, findingsText } from '../report/experimentReport.js';
import { progress } from './progress.js';
import { loadModel } from './runModels.js';
import { AuditError } from './usageError.js';

export interface ExperimentOptions {
  readonly seed: string;
  readonly workers: number;
  readonly precision: number;
  readonly budgetRecords: number;
  readonly out: string;
  readonly quiet: boolean;
}

/** A model's file: as given, or one of those that come with Highwater (beside the compiled sources or the sources). */
function modelFile(name: string): string {
  if (/\.ya?ml$/.test(name)) return name;
  const up = import.meta.url.includes('/dist/') ? '../../../models' : '../../models';
  return join(fileURLToPath(new URL(up, import.meta.url)), `${name}.yaml`);
}

/** Runs one experiment, writes its CSVs and returns what to print. */
export async function runExperiment(
  experiment: Experiment,
  options: ExperimentOptions,
): Promise<string> {
  const executor = makeExecutor(options.workers);
  const show = progress(options.quiet);
  const lab: Lab = {
    seed: options.seed,
    study: async (points) => {
      const outcomes: Outcome[] = [];
      for (const point of points) {
        const { model } = loadModel(modelFile(point.model), overridesOf(point));
        const result = await study(model, executor, {
          ...options,
          fidelity: 'sampled',
          relief: false,
          maximumTrials: null,
          outOfTime: () => false,
          progress: (done, planned) => {
            show.update(
              done,
              planned,
              `${experiment.name} ${Object.values(point.labels).join(' ')}`,
            );
          },
        });
        if (result.audits.length > 0) {
          const { law, where } = result.audits[0];
          throw new AuditError(
            `audit failed: ${law} (${where}) at ${JSON.stringify(point.labels)}`,
          );
        }
        outcomes.push({ point, study: result });
      }
      return outcomes;
    },
  };
  try {
    const findings = await experiment.run(lab);
    const files = findingsFiles(findings);
    const { seed, precision, budgetRecords } = options;
    const manifest = {
      version: VERSION,
      experiment: experiment.name,
      seed,
      precision,
      budgetRecords,
    };
    files.set('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    writeFiles(options.out, files);
    return `${findingsText(experiment.name, findings)}\n\nReports: ${options.out}/`;
  } finally {
    show.stop();
    await executor.close();
  }
}
