/**
 * What the manifest of a run says of a model, for those who read its files alone: the page is made
 * of them.
 */
import type { Study } from '../experiments/studySummary.js';
import type { RunFacts } from './page/results.js';

/** Longer ones are not kept with the results. */
const LONGEST_TEXT = 64_000;

/** `text`: of the model's file. */
export function studyFacts({ model, audits, failures, remark }: Study, text: string): RunFacts {
  return {
    model: model.name,
    question: model.question,
    ...(text.length <= LONGEST_TEXT ? { model_text: text } : {}),
    remark,
    faults: model.faults.map(({ name, kind, when, factor }) => ({
      name,
      kind,
      ...(kind === 'surge' ? { factor } : {}),
      at_s: when.kind === 'once' ? when.atSeconds : null,
      length_s: when.kind === 'once' ? when.lengthSeconds : null,
    })),
    measured: model.measured.flatMap(({ path, quantiles }) =>
      quantiles.map(({ p, seconds }) => ({ path, quantile: p, ms: seconds * 1e3 })),
    ),
    audits_failed: audits.map(({ law, where, expected, measured }) => ({
      law,
      where,
      expected,
      measured,
    })),
    failures,
  };
}
