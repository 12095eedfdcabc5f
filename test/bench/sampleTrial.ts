/**
 * A cell's trial of half a second, as studies of many cells have them: it takes about 100 ms, its
 * result 84 KB.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModel } from '../../src/model/index.js';
import type { Trial } from '../../src/network/measurements.js';
import { projectFolder } from './sides.js';

const fileName = join(projectFolder(), 'models/100m-users.yaml');
const parsed = parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides: [] });

export function sampleTrial(replication: number): Trial {
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return {
    model: parsed.model,
    placement: 0,
    cell: 0,
    replication,
    seed: 'sample',
    warmupSeconds: 0.3,
    windowSeconds: 0.5,
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 1e6,
  };
}
