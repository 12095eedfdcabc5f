/**
 * The order in which Vitest starts the test files: those that take the longest first, so that none
 * runs on alone at the end. Vitest knows how long a file took where it has run before; on a fresh
 * copy it would go by their sizes.
 */
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of all processor time of the tests these take half. */
const LONG = [
  'cli/interruption',
  'theory/suite0',
  'theory/suite1',
  'theory/suite2',
  'experiments/tune',
  'experiments/coverage',
  'experiments/capacity',
  'experiments/experiments',
  'model/largeInput',
  'cli/commands',
  'model/fuzz',
  'analysis/extremeModels',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

function place({ moduleId, project }: TestSpecification): number {
  const name = relative(project.config.root, moduleId).split(sep).slice(1).join('/');
  const index = LONG.indexOf(name.replace('.test.ts', ''));
  return index < 0 ? LONG.length : index;
}
