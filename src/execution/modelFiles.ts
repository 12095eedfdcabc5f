/**
 * Models by file or by name. A name (`10k-users`) is that of NAME.yaml in the working folder where
 * there is one, else of a model that comes with Highwater, wherever it is installed. What ends in
 * .yaml, or has a slash, is a path and nothing else.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  formatDiagnostic,
  nearest,
  parseModel,
  type Diagnostic,
  type Model,
  type Override,
} from '../model/index.js';
import { HOME } from './home.js';
import { readBeside, readModelText } from './inputFiles.js';
import { UsageError } from './usageError.js';

/** A folder that comes with Highwater. */
export function shippedFolder(name: 'models' | 'experiments'): string {
  return fileURLToPath(new URL(name, HOME));
}

/** The YAML files of a folder that comes with Highwater, without their endings, by name. */
export function shippedNames(folder: 'models' | 'experiments'): string[] {
  const files = readdirSync(shippedFolder(folder)).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => file.slice(0, -'.yaml'.length)).sort();
}

/** The path of a model's file. A UsageError, with the nearest name, where no model has the name. */
export function modelFile(name: string): string {
  if (/\.ya?ml$/.test(name) || /[/\\]/.test(name) || existsSync(name)) return name;
  if (existsSync(`${name}.yaml`)) return `${name}.yaml`;
  const shipped = shippedNames('models');
  if (shipped.includes(name)) return join(shippedFolder('models'), `${name}.yaml`);
  const near = nearest(name, shipped);
  const hint =
    near === null ? `give a path, or one of ${shipped.join(', ')}` : `write ${near}, or a path`;
  throw new UsageError(
    `${name}: there is no ${name}.yaml here, and no such model comes with Highwater; ${hint}`,
  );
}

export interface ReadModel {
  readonly model: Model;
  readonly text: string;
}

/**
 * A model by its file or name; a UsageError where it cannot be read or is none, with all that is
 * wrong.
 */
export function loadModel(name: string, overrides: readonly Override[]): ReadModel {
  const loaded = readModel(name, overrides);
  if ('faults' in loaded) throw new UsageError(loaded.faults.map(formatDiagnostic).join('\n'));
  return loaded;
}

/**
 * The model, or what is wrong with it; throws UsageError only where there is no file that can be
 * read.
 */
export function readModel(
  name: string,
  overrides: readonly Override[],
): ReadModel | { readonly faults: readonly Diagnostic[] } {
  const file = modelFile(name);
  const text = readModelText(file);
  const parsed = parseModel(text, {
    fileName: file,
    overrides,
    readFile: (path) => readBeside(file, path),
  });
  return 'faults' in parsed ? parsed : { model: parsed.model, text };
}

/** The fault of an override: where it stands is known, whoever made it names it. */
export function withoutPlace(fault: Diagnostic): string {
  return formatDiagnostic(fault).replace(/^--set .*?:1:1: /, '');
}
