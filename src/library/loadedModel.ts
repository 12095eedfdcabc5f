/**
 * A model as the library's functions take it: with the text that it was read from, so that values
 * in it can be changed by their paths (`brokers.count`), units and all, and are checked as the file
 * itself is.
 */
import { loadModel as readLoaded } from '../execution/modelFiles.js';
import { UsageError } from '../execution/usageError.js';
import { overridesOf } from '../experiments/experiment.js';
import type { Changes } from '../experiments/design.js';
import { formatDiagnostic, parseModel, type Diagnostic, type Model } from '../model/index.js';

export interface LoadedModel {
  readonly model: Model;
  /** YAML, as it was read; what `changes` change is not in it. */
  readonly text: string;
  /** How messages call it: a path, or `model.yaml`. */
  readonly fileName: string;
  readonly changes: Changes;
  /**
   * The same model with values changed by path: `{ 'brokers.count': 6, users: '20K' }`. Throws
   * ModelError.
   */
  readonly with: (changes: Changes) => LoadedModel;
}

/**
 * A text that is no model, or values that make none: everything that is wrong, each with its place
 * and what to write.
 */
export class ModelError extends UsageError {
  constructor(readonly faults: readonly Diagnostic[]) {
    super(faults.map(formatDiagnostic).join('\n'));
  }
}

/**
 * A model by the path of its YAML file or by the name of one that comes with Highwater
 * (`10k-users`). Throws an error with one message where it cannot be read or is no model.
 */
export function loadModel(nameOrPath: string, changes: Changes = {}): LoadedModel {
  const { model, text } = readLoaded(nameOrPath, overridesOf({ changes }));
  return {
    model,
    text,
    fileName: nameOrPath,
    changes,
    with: (more) => loadModel(nameOrPath, { ...changes, ...more }),
  };
}

export interface ModelFromOptions {
  /** How messages call the text; `model.yaml` where left out. */
  readonly fileName?: string;
  readonly changes?: Changes;
  /** Reads the CSV files that the model names; where left out it may name none. */
  readonly readFile?: (path: string) => string;
}

/** A model from its YAML text. Throws ModelError. */
export function modelFrom(text: string, options: ModelFromOptions = {}): LoadedModel {
  const { fileName = 'model.yaml', changes = {}, readFile } = options;
  const overrides = overridesOf({ changes });
  const parsed = parseModel(text, { fileName, overrides, ...(readFile && { readFile }) });
  if ('faults' in parsed) throw new ModelError(parsed.faults);
  return {
    model: parsed.model,
    text,
    fileName,
    changes,
    with: (more) => modelFrom(text, { ...options, changes: { ...changes, ...more } }),
  };
}

/** What can be studied without its text. */
export type Subject = Model | LoadedModel;

export function modelOf(subject: Subject): Model {
  return 'with' in subject ? subject.model : subject;
}
