/** Lays out the journeys that have names, and reads them off. */
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import { NAMED_JOURNEY } from '../../engine/rows.js';
import { BIN_COUNT } from '../../statistics/index.js';
import type { Journey } from '../collect.js';
import { makeBins } from '../recording/bins.js';
import { freshExtremes } from '../recording/recording.js';
import type { TrialContext } from '../trialContext.js';

/** Where they begin, and how many there are. */
export function writeNamedJourneys({ arena, model }: TrialContext): {
  named: number;
  namedCount: number;
} {
  const { journeys } = model;
  const named = makeRows(arena, NAMED_JOURNEY, journeys.length);
  journeys.forEach(({ from, to }, index) => {
    writeRow(arena, NAMED_JOURNEY, named + index * NAMED_JOURNEY.bytes, {
      source: from ?? -1,
      group: to ?? -1,
      bins: arena.ints(BIN_COUNT).byteOffset,
      extremes: freshExtremes(arena, 1).byteOffset,
    });
  });
  return { named, namedCount: journeys.length };
}

export function namedJourneysOf({ arena, model }: TrialContext, named: number): Journey[] {
  return model.journeys.map(({ name }, index) => {
    const address = named + index * NAMED_JOURNEY.bytes;
    const read = (field: keyof typeof NAMED_JOURNEY.fields): number =>
      readField(arena, NAMED_JOURNEY, address, field);
    const [smallest, largest] = arena.floatsAt(read('extremes'), 2);
    const counts = arena.intsAt(read('bins'), BIN_COUNT);
    return {
      name,
      bins: makeBins(counts, read('sum'), smallest, largest, name),
      broken: read('broken'),
    };
  });
}
