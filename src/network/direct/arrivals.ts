/**
 * When the users of one producer send, and with which key.
 *
 * Semantics: arrivals do not depend on the system (an open load: users send whether or not earlier
 * records came through), so a producer's stream may be drawn ahead of the clock. The superposition
 * of many users' Poisson streams is one Poisson stream, so a producer draws one stream at its share
 * of the rate. Times start at 0.
 * - constant: the k-th record of producer p of P is at (k + (p + 1/2) / P) / rate.
 * - on_off: exponential on and off phases, starting on; Poisson at rate * (on + off) / on while on,
 *   nothing while off.
 * - diurnal, and surges of a Poisson stream: thinned from the highest rate (Lewis & Shedler 1979).
 * - shape: a Poisson stream of the mean rate, each time of which is moved to the moment at which as
 *   much load has been as there would be by then at the mean.
 * - batches: Poisson of so many at once: all alike, or 1 + floor(E / -log(1 - 1 / size)), E
 *   exponential of mean 1, which is geometric.
 * - trace: the given times in order, repeated after their last time plus the mean gap, all
 *   stretched by one factor so that they come at the cell's rate, as its users send it (none where
 *   the file's own rate is that); producer p takes every P-th.
 */
import * as mathematics from '../../mathematics/index.js';
import type { ArrivalProcess, LoadPiece } from '../../model/model.js';
import type { Stream } from '../../engine/stream.js';

const BLOCK = 256;

/**
 * The times of successive arrivals, seconds, never decreasing; drawn in blocks, which spares a call
 * for each.
 */
export class ArrivalTimes {
  /** Those drawn last, of which the first `used` are taken; for takers of many at once. */
  readonly block: Float64Array;
  used = BLOCK;

  constructor(
    stream: Stream,
    private readonly fill: (block: Float64Array) => void,
  ) {
    this.block = stream.column(BLOCK);
  }

  next(): number {
    if (this.used === BLOCK) {
      this.fill(this.block);
      this.used = 0;
    }
    return this.block[this.used++];
  }
}

/** More (or less) load from `from` to `to`, seconds of the trial. */
export interface Surge {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** Fills blocks, columns of the stream, with the times that follow those of the block before. */
export function arrivalBlocks(
  pattern: ArrivalProcess,
  ratePerSecond: number,
  producer: number,
  producerCount: number,
  stream: Stream,
  surges: readonly Surge[] = [],
): (block: Float64Array) => void {
  if (pattern.kind === 'poisson' && surges.length > 0) {
    const highest = surges.reduce((most, surge) => Math.max(most, surge.factor), 1);
    const next = thinned(ratePerSecond * highest, stream, (time) => {
      const surge = surges.find(({ from, to }) => time >= from && time < to);
      return (surge?.factor ?? 1) / highest;
    });
    return (block) => {
      for (let index = 0; index < block.length; index++) block[index] = next();
    };
  }
  if (pattern.kind === 'poisson') {
    const meanGap = 1 / ratePerSecond;
    let last = 0;
    return (block) => {
      last = stream.fillTimes(block, block.length, meanGap, last);
    };
  }
  const next = oneByOne(pattern, ratePerSecond, producer, producerCount, stream);
  return (block) => {
    for (let index = 0; index < block.length; index++) block[index] = next();
  };
}

function oneByOne(
  pattern: Exclude<ArrivalProcess, { kind: 'poisson' }>,
  ratePerSecond: number,
  producer: number,
  producerCount: number,
  stream: Stream,
): () => number {
  switch (pattern.kind) {
    case 'constant': {
      let sent = 0;
      const phase = (producer + 0.5) / producerCount;
      return () => (sent++ + phase) / ratePerSecond;
    }
    case 'on_off':
      return onOff(ratePerSecond, pattern.onSeconds, pattern.offSeconds, stream);
    case 'diurnal': {
      const { amplitude, periodSeconds } = pattern;
      return thinned(ratePerSecond * (1 + amplitude), stream, (time) => {
        const swing = amplitude * mathematics.sin((2 * Math.PI * time) / periodSeconds);
        return (1 + swing) / (1 + amplitude);
      });
    }
    case 'shape':
      return shaped(pattern.pieces, ratePerSecond, stream);
    case 'batches':
      return batched(pattern, ratePerSecond, stream);
    case 'trace':
      return trace(pattern.timesSeconds, ratePerSecond, producer, producerCount);
    default:
      return pattern satisfies never;
  }
}

function poisson(ratePerSecond: number, stream: Stream): () => number {
  const meanGap = 1 / ratePerSecond;
  let time = 0;
  return () => (time += stream.exponential() * meanGap);
}

function onOff(rate: number, onSeconds: number, offSeconds: number, stream: Stream): () => number {
  const meanGap = onSeconds / (rate * (onSeconds + offSeconds));
  let time = 0;
  let phaseEnd = stream.exponential() * onSeconds;
  return () => {
    for (;;) {
      const next = time + stream.exponential() * meanGap;
      if (next <= phaseEnd) return (time = next);
      time = phaseEnd + stream.exponential() * offSeconds;
      phaseEnd = time + stream.exponential() * onSeconds;
    }
  };
}

function thinned(
  highestRate: number,
  stream: Stream,
  keepProbability: (time: number) => number,
): () => number {
  const next = poisson(highestRate, stream);
  return () => {
    for (;;) {
      const time = next();
      if (stream.next() <= keepProbability(time)) return time;
    }
  };
}

function shaped(pieces: readonly LoadPiece[], rate: number, stream: Stream): () => number {
  const period = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  const next = poisson(rate, stream);
  let last = 0;
  return () => {
    const load = next();
    const round = Math.floor(load / period);
    let left = load - round * period;
    let time = round * period;
    let piece = 0;
    for (; piece < pieces.length - 1 && left >= loadOf(pieces[piece]); piece++) {
      left -= loadOf(pieces[piece]);
      time += pieces[piece].seconds;
    }
    const { seconds, from, to } = pieces[piece];
    const rise = (to - from) / seconds;
    // Of from t + rise t^2 / 2 = left.
    if (left > 0) time += (2 * left) / (from + Math.sqrt(from * from + 2 * rise * left));
    return (last = Math.max(last, time));
  };
}

function loadOf({ seconds, from, to }: LoadPiece): number {
  return (seconds * (from + to)) / 2;
}

type Batches = Extract<ArrivalProcess, { kind: 'batches' }>;

/** Log of the chance that a batch has one more; 0 where all are alike. */
export function oneMore({ size, sizes }: Batches): number {
  return sizes === 'alike' || size === 1 ? 0 : mathematics.log(1 - 1 / size);
}

function batched(pattern: Batches, rate: number, stream: Stream): () => number {
  const { size } = pattern;
  const [meanGap, more] = [size / rate, oneMore(pattern)];
  let time = 0;
  let left = 0;
  return () => {
    if (left <= 0) {
      time += stream.exponential() * meanGap;
      left = more === 0 ? size : 1 + Math.floor(stream.exponential() / -more);
    }
    left--;
    return time;
  };
}

function trace(
  times: readonly number[],
  ratePerSecond: number,
  producer: number,
  producerCount: number,
): () => number {
  const last = times[times.length - 1];
  const length = last + (last - times[0]) / Math.max(1, times.length - 1);
  const stretch = times.length / length / (ratePerSecond * producerCount);
  let position = producer;
  return () => {
    const round = Math.floor(position / times.length);
    const time = round * length + times[position % times.length];
    position += producerCount;
    return time * stretch;
  };
}
