/**
 * The tables of the ziggurat for exponential variates (Marsaglia & Tsang 2000, "The ziggurat method
 * for generating random variables"): layers of one area under the density.
 */
import * as mathematics from '../mathematics/index.js';

export const LAYERS = 256;
/** Where the tail begins, and each layer's area: Marsaglia & Tsang 2000, section 3. */
export const TAIL = 7.697_117_470_131_05;
const AREA = 3.949_659_822_581_557e-3;
/** Edges of the layers: where the densities begin in the tables. */
export const HEIGHTS = LAYERS + 1;

/** Right edges of the layers from the widest, LAYERS + 1 of them, then the density at each. */
export const ZIGGURAT = zigguratTables();

function zigguratTables(): Float64Array {
  const tables = new Float64Array(2 * HEIGHTS);
  tables[0] = AREA / mathematics.exp(-TAIL);
  tables[1] = TAIL;
  for (let layer = 2; layer < LAYERS; layer++) {
    const below = tables[layer - 1];
    tables[layer] = -mathematics.log(AREA / below + mathematics.exp(-below));
  }
  tables[LAYERS] = 0;
  for (let layer = 0; layer <= LAYERS; layer++)
    tables[HEIGHTS + layer] = mathematics.exp(-tables[layer]);
  return tables;
}
