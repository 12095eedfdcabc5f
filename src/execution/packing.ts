/**
 * Measurements as bytes and back, number for number: what a worker hands over, and what is kept on
 * disk.
 *
 * Layout: a seal (sealed.ts), length of the JSON, the JSON without what its histograms hold, then
 * of each histogram the number of its bins, and of each bin its distance from the one before and
 * its count, 7 bits a byte, the lowest first. Most of a result are histograms,
 * of which a full bin takes two or three bytes.
 */
import type { Measurements } from '../network/measurements.js';
import { EMPTY_HISTOGRAM, type SparseBins } from '../statistics/index.js';
import { NotWhole, openSealed, seal, SEAL_BYTES } from './sealed.js';

const HEAD_BYTES = SEAL_BYTES + 4;
/** Of a number below 2^53, and of one below 2^21. */
const MOST_BYTES = 8;
const BIN_BYTES = 3;
const NO_BINS = { bins: EMPTY_HISTOGRAM.bins, counts: EMPTY_HISTOGRAM.counts };

/** Counts must be whole and below 2^53. */
export function pack(measurements: Measurements): Uint8Array {
  const histograms: SparseBins[] = [];
  const rest = withHistograms(measurements, (histogram) => {
    histograms.push(histogram);
    return { ...histogram, ...NO_BINS };
  });
  const json = new TextEncoder().encode(JSON.stringify(rest));
  const most = histograms.reduce(
    (sum, { bins }) => sum + MOST_BYTES + bins.length * (BIN_BYTES + MOST_BYTES),
    HEAD_BYTES + json.length,
  );
  const bytes = new Uint8Array(most);
  bytes.set(json, HEAD_BYTES);
  const end = writeHistograms(histograms, bytes, HEAD_BYTES + json.length);
  const packed = bytes.slice(0, end);
  new DataView(packed.buffer).setUint32(SEAL_BYTES, json.length);
  return seal(packed);
}

/** What `pack` packed; throws NotWhole where the seal is broken, or a number does not end. */
export function unpack(bytes: Uint8Array): Measurements {
  const jsonEnd = HEAD_BYTES + openSealed(bytes, HEAD_BYTES).getUint32(SEAL_BYTES);
  const json = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, jsonEnd));
  const next = numbersFrom(bytes, jsonEnd);
  return withHistograms(JSON.parse(json) as Measurements, (histogram) => {
    const length = next();
    const bins = new Uint16Array(length);
    const counts = new Float64Array(length);
    let bin = 0;
    for (let index = 0; index < length; index++) {
      bin += next();
      bins[index] = bin;
      counts[index] = next();
    }
    return { ...histogram, bins, counts };
  });
}

/** The measurements with each histogram changed, in an order that is always the same. */
function withHistograms(
  measurements: Measurements,
  change: <Kind extends SparseBins>(histogram: Kind) => Kind,
): Measurements {
  const { endToEnd, paths, stages, resources, series, split } = measurements;
  return {
    ...measurements,
    endToEnd: change(endToEnd),
    paths: paths.map((path) => ({ ...path, histogram: change(path.histogram) })),
    stages: stages.map((stage) => change(stage)),
    resources: resources.map((resource) => ({ ...resource, wait: change(resource.wait) })),
    series: { ...series, latencyBins: series.latencyBins.map((bins) => change(bins)) },
    ...(split === undefined
      ? {}
      : {
          split: {
            ...split,
            endToEnd: change(split.endToEnd),
            paths: split.paths.map((path) => ({ ...path, histogram: change(path.histogram) })),
            importance: change(split.importance),
          },
        }),
  };
}

/** Returns where they end. */
function writeHistograms(
  histograms: readonly SparseBins[],
  bytes: Uint8Array,
  from: number,
): number {
  let at = from;
  const write = (value: number): void => {
    let left = value;
    while (left >= 128) {
      bytes[at++] = (left % 128) + 128;
      left = Math.floor(left / 128);
    }
    bytes[at++] = left;
  };
  for (const { bins, counts } of histograms) {
    write(bins.length);
    let before = 0;
    for (let index = 0; index < bins.length; index++) {
      write(bins[index] - before);
      before = bins[index];
      write(counts[index]);
    }
  }
  return at;
}

function numbersFrom(bytes: Uint8Array, from: number): () => number {
  let at = from;
  return () => {
    let value = bytes[at++];
    if (value < 128) return value;
    value -= 128;
    for (let unit = 128; ; unit *= 128) {
      // Here, off the path of one byte, also where that byte was beyond the end.
      if (at >= bytes.length) throw new NotWhole();
      const byte = bytes[at++];
      if (byte < 128) return value + byte * unit;
      value += (byte - 128) * unit;
    }
  };
}
