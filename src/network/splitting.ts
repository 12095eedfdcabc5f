/**
 * A trial whose rare moments are gone on from more than once: RESTART (Villen-Altamirano &
 * Villen-Altamirano 1991, 2011).
 *
 * Semantics: the importance of what a cell is at a moment (../engine/assembly/world/importance.ts)
 * is held to `levels`, rising; the zone is the number of levels that it is not below. From the
 * middle of the warm-up on, once it is in zone 0:
 * - a run that comes from zone z to z + 1 or beyond goes on from there `ways` times: once as it
 *   would have, and ways - 1 times with random numbers of their own, each of which ends when it
 *   falls below zone z + 1, where it was born;
 * - so whatever is seen in zone z is seen ways^z times as often as it is likely, and counts ways^-z
 *   of a record. Counts are kept as whole numbers, ways^(levels - z).
 * What is recorded in an event counts by the zone before it. A run is deterministic: the n-th of
 * all that a trial begins has streams keyed by n. All this leaves every expectation what it is
 * without splitting, for any importance and any levels;
 * they only say how much the result scatters.
 *
 * The first run of all is a trial like any other, and its Measurements are the result's but for
 * `split`.
 */
import type { Saved } from '../engine/arena.js';
import type { WatchedCell } from './world/watchedCell.js';
import { isOfDeliveries } from './measurements.js';
import type { Splitting, SplitMeasurements } from './measurements.js';
import {
  BIN_COUNT,
  binHigh,
  binLow,
  sparseBins,
  type HistogramPlain,
} from '../statistics/index.js';

/**
 * What a cell comes to from where it stands; its first run is then at its end, and has still to be
 * measured.
 */
export function runSplit(cell: WatchedCell, splitting: Splitting, key: string): SplitMeasurements {
  return new SplitRun(cell, splitting, key).result();
}

class SplitRun {
  private readonly zones: Float64Array[][];
  /** What the first run counted, which its columns have lost by then. */
  private readonly first: Float64Array[];
  private readonly names: readonly string[];
  /** [zone]: what those that are born there go on from. */
  private readonly saved: Saved[] = [];
  private begun = 0;
  private records = 0;
  private arrivedBefore: number;

  constructor(
    private readonly cell: WatchedCell,
    private readonly splitting: Splitting,
    private readonly key: string,
  ) {
    this.names = cell.watched;
    const columns = (): Float64Array[] => this.names.map(() => new Float64Array(BIN_COUNT));
    this.zones = [0, ...splitting.levels].map(columns);
    this.first = columns();
    this.arrivedBefore = cell.arrived;
  }

  result(): SplitMeasurements {
    const { cell, splitting, names } = this;
    // Where it begins above the first level, that is no crossing: it counts as it is until it has
    // come down.
    const goesOn = splitting.levels.length === 0 || cell.watch(splitting.levels[0], Infinity);
    if (goesOn) this.run(0, 0);
    else this.take(0, 0);
    this.first.forEach((column, index) => {
      cell.put(index, column);
    });
    const histograms = names.map((_, index) => this.histogram(index));
    const paths = names.slice(0, -1).map((name, index) => ({ name, histogram: histograms[index] }));
    const own = names.map((name, index) => ({ name, index })).slice(0, -1);
    const deliveries = own.filter(isOfDeliveries);
    return {
      records: this.records,
      splits: this.begun,
      paths,
      endToEnd: this.histogram(...deliveries.map(({ index }) => index)),
      importance: histograms[names.length - 1],
    };
  }

  /**
   * Goes on to the trial's end, or until the importance is below the zone that it was `born` in.
   */
  private run(from: number, born: number): void {
    const { cell, splitting } = this;
    const { levels } = splitting;
    let zone = from;
    for (;;) {
      const low = zone === 0 ? -Infinity : levels[zone - 1];
      const high = zone === levels.length ? Infinity : levels[zone];
      const goesOn = cell.watch(low, high);
      this.take(zone, born);
      if (!goesOn) return;
      const found = cell.importance;
      if (found < low) {
        while (zone > 0 && found < levels[zone - 1]) zone--;
        if (zone < born) return;
        continue;
      }
      zone++;
      this.continueFrom(zone);
    }
  }

  /** All that go on from here besides; then the cell is where it was. */
  private continueFrom(zone: number): void {
    const { cell, saved } = this;
    const here = cell.save(saved[zone] ?? null);
    saved[zone] = here;
    for (let way = 1; way < this.splitting.ways; way++) {
      cell.reseed(`${this.key}/${this.begun++}`);
      this.run(zone, zone);
      cell.goBack(here);
      this.arrivedBefore = cell.arrived;
    }
  }

  /** What has been counted since the last time counts for a zone. */
  private take(zone: number, born: number): void {
    const { cell, zones, first } = this;
    for (let index = 0; index < this.names.length; index++) {
      const own = born === 0 ? [first[index]] : [];
      cell.take(index, zones[zone][index], ...own);
    }
    const { arrived } = cell;
    this.records += arrived - this.arrivedBefore;
    this.arrivedBefore = arrived;
  }

  /** Of some columns together, all zones weighed. */
  private histogram(...columns: number[]): HistogramPlain {
    const { levels, ways } = this.splitting;
    const sums = new Float64Array(BIN_COUNT);
    let weight = 1;
    for (let zone = levels.length; zone >= 0; zone--) {
      for (const column of columns) {
        this.zones[zone][column].forEach((count, bin) => (sums[bin] += count * weight));
      }
      weight *= ways;
    }
    return histogramOf(sums);
  }
}

/** Of what nothing but the bins is known. */
function histogramOf(dense: Float64Array): HistogramPlain {
  const { bins, counts } = sparseBins(dense);
  let [count, sum] = [0, 0];
  bins.forEach((bin, index) => {
    count += counts[index];
    sum += (counts[index] * (binLow(bin) + binHigh(bin))) / 2;
  });
  const some = bins.length > 0;
  const minimum = some ? binLow(bins[0]) : 0;
  return { bins, counts, count, sum, minimum, maximum: some ? binHigh(bins[bins.length - 1]) : 0 };
}
