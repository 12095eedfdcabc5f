/**
 * What a thread of `highwater work` does: a trial, or some whole studies of `highwater coverage`.
 */
import type { Work } from '../execution/queue/serve.js';
import { pack } from '../execution/packing.js';
import { fromText, withModel, type TrialRest } from '../execution/trialText.js';
import type { Model } from '../model/index.js';
import { simulate } from '../network/simulate.js';
import studies, { type CoverageTask } from '../proof/coverage/coverageWorker.js';

/** The models of the last trials: what is worked out of one is kept with it. */
const models = new Map<string, Model>();
const MODELS_KEPT = 8;

export default async function work({ kind, shared, text }: Work): Promise<Uint8Array> {
  switch (kind) {
    case 'trial':
      return pack(simulate(withModel(modelOf(shared), fromText(text) as TrialRest)));
    case 'studies': {
      const outcomes = await studies(fromText(text) as CoverageTask);
      return new TextEncoder().encode(JSON.stringify(outcomes));
    }
  }
}

function modelOf(text: string): Model {
  const known = models.get(text);
  if (known !== undefined) return known;
  const model = fromText(text) as Model;
  models.set(text, model);
  for (const oldest of models.keys()) {
    if (models.size <= MODELS_KEPT) break;
    models.delete(oldest);
  }
  return model;
}
