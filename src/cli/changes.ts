/** Changes of a model that a call asks for, checked before anything runs. */
import { levelsOf, formatFault, isPathFault, type Factor } from '../model/index.js';
import { modelFile } from './runExperiment.js';
import { readModel } from './runModels.js';
import { UsageError } from './usageError.js';

/** `path=value` as a pair. Throws UsageError. */
export function setOverride(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at >= 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError(`--set ${text}: expected path=value, for example brokers.count=5`);
}

/** Throws UsageError for a path that the model does not have, with the nearest that it has. */
export function checkPaths(file: string, option: string, factors: readonly Factor[]): void {
  const lines: string[] = [];
  for (const { path, range } of factors) {
    const loaded = readModel(modelFile(file), [{ path, value: levelsOf(range)[0] }]);
    if ('model' in loaded) continue;
    for (const fault of loaded.faults.filter(isPathFault)) {
      lines.push(`${option} ${path}: ${formatFault(fault).replace(/^--set .*?:1:1: /, '')}`);
    }
  }
  if (lines.length > 0) throw new UsageError(lines.join('\n'));
}
