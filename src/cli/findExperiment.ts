/** Experiments by name: those that come with Highwater, and those that a file describes. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readInput, readModelText } from '../execution/inputFiles.js';
import { modelFile, readModel, shippedFolder, shippedNames } from '../execution/modelFiles.js';
import type { Experiment } from '../experiments/experiment.js';
import { parseExperiment } from '../experiments/experimentFile.js';
import { checkResponses } from '../experiments/responses.js';
import { formatDiagnostic, nearest } from '../model/index.js';
import { UsageError } from './usageError.js';

/** With the texts that it is read from. */
interface Found {
  readonly experiment: Experiment;
  readonly texts: readonly string[];
}

export async function findExperiment(name: string): Promise<Found> {
  if (/\.ya?ml$/.test(name)) return readExperiment(name);
  if (/\.[cm]?js$/.test(name)) return { experiment: await importExperiment(name), texts: [] };
  const experiments = await loadExperiments();
  // A script in experiments/ runs by its file's name too, from what it was compiled to.
  const wanted = name.endsWith('.ts') ? basename(name, '.ts') : name;
  const found = experiments.find((each) => each.name === wanted);
  if (found !== undefined) return { experiment: found, texts: [] };
  const file = existsSync(`${name}.yaml`) ? `${name}.yaml` : null;
  if (file !== null) return readExperiment(file);
  const near = nearest(
    wanted,
    experiments.map((each) => each.name),
  );
  const hint = near === null ? 'see highwater experiment --list' : `write ${near}`;
  throw new UsageError(`experiment ${name}: there is none of this name; ${hint}`);
}

function readExperiment(file: string): Found {
  const text = readInput(file, 'give the path of an experiment');
  const parsed = parseExperiment(text, file);
  if ('faults' in parsed) throw new UsageError(parsed.faults.map(formatDiagnostic).join('\n'));
  const { experiment, model, changes, responses } = parsed;
  // Values that make no model without those of a point are that point's.
  const loaded = readModel(model, changes);
  if ('model' in loaded) checkResponses(loaded.model, responses);
  return { experiment, texts: [text, readModelText(modelFile(model))] };
}

async function importExperiment(file: string): Promise<Experiment> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError(`${file}: cannot be loaded (${reason}); mend the script, or its path`);
  }
  const found = module.default as Experiment | undefined;
  if (typeof found?.run === 'function' && typeof found.name === 'string') return found;
  throw new UsageError(
    `${file}: has no experiment; write export default experiment({ ... }) (import it from highwater)`,
  );
}

/** The experiments stand beside src, above it: they are written with it, not part of it. */
export async function loadExperiments(): Promise<readonly Experiment[]> {
  const { EXPERIMENTS } = await import('../../experiments/index.js');
  return [...EXPERIMENTS, ...describedExperiments()];
}

/** Those that come as YAML files, by name. */
export function describedExperiments(): Experiment[] {
  const folder = shippedFolder('experiments');
  return shippedNames('experiments').map(
    (name) => readExperiment(join(folder, `${name}.yaml`)).experiment,
  );
}
