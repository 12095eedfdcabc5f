/** Changes of a model that a call asks for, checked before anything runs. */
import type { Command } from 'commander';
import { levelsOf, isPathFault, type Factor, type Override } from '../model/index.js';
import { readChange } from './arguments.js';
import { readModel, withoutPlace } from '../execution/modelFiles.js';
import { UsageError } from './usageError.js';

export interface ChangeFlags {
  readonly set: readonly Override[];
  readonly users?: string;
}

export function withChangeFlags(command: Command): Command {
  return command
    .option('--set <path=value>', 'change one value of the model; again', readChange, [])
    .option('--users <count>', 'number of users');
}

export function changesOf({ set, users }: ChangeFlags): readonly Override[] {
  if (users === undefined) return set;
  if (set.some(({ path }) => path === 'users')) {
    throw new UsageError('users are given by --users and by --set; leave one out');
  }
  return [...set, { path: 'users', value: users }];
}

export function changesByPath(changes: readonly Override[]): Record<string, string> {
  return Object.fromEntries(changes.map(({ path, value }) => [path, value]));
}

/**
 * Throws UsageError for a path that the model does not have, with the nearest that it has, or that
 * is given twice.
 */
export function checkPaths(
  file: string,
  option: string,
  factors: readonly Factor[],
  set: readonly Override[],
): void {
  const paths = factors.map(({ path }) => path);
  checkOnce(option, paths);
  const both = set.find(({ path }) => paths.includes(path));
  if (both !== undefined) {
    throw new UsageError(`${both.path} is given by ${option} and by --set; leave one out`);
  }
  const lines: string[] = [];
  for (const { path, range } of factors) {
    const loaded = readModel(file, [{ path, value: levelsOf(range)[0] }]);
    if ('model' in loaded) continue;
    for (const fault of loaded.faults.filter(isPathFault)) {
      lines.push(`${option} ${path}: ${withoutPlace(fault)}`);
    }
  }
  if (lines.length > 0) throw new UsageError(lines.join('\n'));
}

/** Throws UsageError where a path stands twice. */
export function checkOnce(option: string, paths: readonly string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    throw new UsageError(`${option} ${twice}: given twice; write all its values in one`);
  }
}
