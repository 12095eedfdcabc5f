import type { World } from '../../src/components/world.js';
import { compileWorld } from '../../src/network/compile.js';
import type { Trial } from '../../src/network/measurements.js';
import { Workshop } from '../../src/network/workshop.js';
import { pipelineModel, type PipelineText } from './pipeline.js';

/** A second of a pipeline from an empty system. */
export function trialOf(text: PipelineText): Trial {
  return {
    model: pipelineModel(text),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'rules',
    warmupSeconds: 0,
    windowSeconds: 1,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e7,
  };
}

/** A world in which nothing has happened yet. */
export function worldOf(text: PipelineText): World {
  return compileWorld(new Workshop(trialOf(text)), null);
}
