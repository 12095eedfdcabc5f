/**
 * What a worker thread of `highwater coverage` does: some whole studies of a case, one after the
 * other.
 */
import { inlineExecutor } from '../../execution/executor.js';
import { studyOutcome, type Outcome } from './coverage.js';
import { textModel } from '../textModel.js';

export interface CoverageTask {
  readonly name: string;
  /** The case's model. */
  readonly text: string;
  readonly seed: string;
  /** Numbers of the studies. */
  readonly numbers: readonly number[];
}

export default async function work(task: CoverageTask): Promise<Outcome[]> {
  const model = textModel(task.text, task.name);
  const executor = inlineExecutor();
  const outcomes: Outcome[] = [];
  for (const number of task.numbers) {
    outcomes.push(await studyOutcome(model, executor, task.seed, number));
  }
  return outcomes;
}
