/**
 * Journeys that were told of, packed: numbers hop by hop, since a close-up tells of many more than
 * turn out to be asked for.
 *
 * Semantics: a journey's last hop comes first, then those behind it, as
 * ../../engine/assembly/world/trace.ts packs them. A journey lasts from when its first hop's
 * record was sent until its last hop is done.
 */
import type { Arena } from '../../engine/arena.js';
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import type { Model } from '../../model/model.js';
import type { ToldHop, ToldJourney } from './tracing.js';

/** Of one group: NUMBERS a hop. */
export type PackedJourneys = Float64Array;

/** Group, partition, instance, why it is told, from, to, broker, shard. */
const NUMBERS = 8;
const [WHY, FROM, TO, BROKER, SHARD] = [3, 4, 5, 6, 7];
/** Why: 0 = a hop behind another; else the sum of these. */
const BY_LATENCY = 1;
const DRAWN = 2;

/** Those of a trace's row that were drawn, or took `leastSeconds` at the least. */
export function packTold(arena: Arena, trace: number, leastSeconds: number): PackedJourneys {
  const room = arena.floats(readField(arena, TRACE, trace, 'count') * NUMBERS);
  const length = arena.kernels.packTold(trace, leastSeconds, room.byteOffset);
  return room.slice(0, length);
}

/** Those that were drawn, and those told for how long they took, from `slowSeconds` on. */
export function unpackTold(
  { consumers }: Pick<Model, 'consumers'>,
  packed: PackedJourneys,
  slowSeconds: number,
): ToldJourney[] {
  const told: ToldJourney[] = [];
  for (let first = 0; first < packed.length;) {
    let end = first + NUMBERS;
    while (end < packed.length && packed[end + WHY] === 0) end += NUMBERS;
    const why = packed[first + WHY];
    const latency = packed[first + TO] - packed[end - NUMBERS + FROM];
    const byLatency = (why & BY_LATENCY) !== 0 && latency >= slowSeconds;
    const drawn = (why & DRAWN) !== 0;
    if (byLatency || drawn) {
      const [broker, shard] = [orNull(packed[first + BROKER]), orNull(packed[first + SHARD])];
      told.push({
        journey: hopsOf(consumers, packed, first, end),
        byLatency,
        drawn,
        broker,
        shard,
      });
    }
    first = end;
  }
  return told;
}

/** The first one first. */
function hopsOf(
  groups: Model['consumers'],
  packed: PackedJourneys,
  first: number,
  end: number,
): ToldHop[] {
  const hops: ToldHop[] = [];
  for (let place = end - NUMBERS; place >= first; place -= NUMBERS) {
    const [group, partition, instance, , from, to] = packed.subarray(place, place + NUMBERS);
    hops.push({ group: groups[group].name, partition, instance, from, to });
  }
  return hops;
}

function orNull(number: number): number | null {
  return number < 0 ? null : number;
}
