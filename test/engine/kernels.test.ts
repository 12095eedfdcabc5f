import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { Exponentials, ZIGGURAT, drawExponentials } from '../../src/engine/exponentials.js';
import {
  RECORDING,
  RECORDING_BUCKETS_PER_SECOND,
  RECORDING_BYTES,
  RECORDING_WINDOW_END,
  RECORDING_WINDOW_START,
  RUN,
  RUN_INTS,
  RUN_TIMES,
  STAMPS,
} from '../../src/engine/kernels.js';
import { Stream } from '../../src/engine/stream.js';
import { BIN_COUNT, binOf } from '../../src/statistics/index.js';

test('the kernel draws the same exponentials as its twin, bit for bit', () => {
  const arena = new Arena();
  for (const [seed, count, scale] of [
    [1, 100_000, 1],
    [-7, 4, 3],
    [2 ** 31 - 1, 4100, 0.001],
  ]) {
    const words = Array.from({ length: 16 }, (_, place) => Math.imul(seed + place, 0x9e3779b9));
    const kernelState = arena.ints(16);
    kernelState.set(words);
    const twinState = Int32Array.from(words);
    const drawn = arena.floats(count);
    const expected = new Float64Array(count);
    arena.kernels.fillExponentials(
      kernelState.byteOffset,
      arena.ziggurat.byteOffset,
      drawn.byteOffset,
      count,
      scale,
    );
    drawExponentials(twinState, ZIGGURAT, expected, count, scale);
    expect(sameBits(drawn, expected)).toBe(true);
    expect([...kernelState]).toEqual([...twinState]);
  }
  arena.close();
});

test('a stream gives the same exponentials with an arena and without, however they are asked for', () => {
  const arena = new Arena();
  const word = (stream: Stream) => () => stream.next() * 4_294_967_296;
  const inArena = new Exponentials(word(new Stream('kernels')), arena);
  const here = new Exponentials(word(new Stream('kernels')), null);
  const target = arena.floats(1000);
  const expected = new Float64Array(1000);
  for (const count of [1, 63, 64, 65, 1000, 2, 500]) {
    expect(inArena.next()).toBe(here.next());
    inArena.fillInto(target, count, 0.5);
    for (let index = 0; index < count; index++) expected[index] = here.next() * 0.5;
    expect(sameBits(target.subarray(0, count), expected.subarray(0, count))).toBe(true);
  }
  arena.close();
});

test('a stream gives the same times with an arena and without, one block after another', () => {
  const arena = new Arena();
  const inArena = new Stream('times', arena);
  const here = new Stream('times');
  const [target, expected] = [arena.floats(1000), new Float64Array(1000)];
  let [last, before] = [0, 0];
  for (const count of [64, 1, 1000, 7]) {
    last = inArena.fillTimes(target, count, 0.5, last);
    const expectedLast = here.fillTimes(expected, count, 0.5, before);
    expect(last).toBe(expectedLast);
    expect(last).toBe(target[count - 1]);
    expect(target[0]).toBeGreaterThan(before);
    expect(sameBits(target.subarray(0, count), expected.subarray(0, count))).toBe(true);
    before = expectedLast;
  }
  arena.close();
});

// 1; within the rows held in vectors (8, 16), odd and even; beyond them, in memory.
test.each([1, 2, 3, 7, 8, 9, 15, 16, 17, 32, 33, 100])(
  'serve with %i threads is first come, first served',
  (threadCount) => {
    const arena = new Arena();
    const stream = new Stream(`serve ${threadCount}`);
    for (const count of [0, 1, 2, 5, 333]) {
      const starts = arena.floats(count);
      const finishes = arena.floats(count);
      const scratch = arena.floats(threadCount + 4);
      stream.fillExponentials(finishes, count, 1);
      const expected = serveByHand([...finishes], threadCount, 10, 0.3, 0.01);
      const last = arena.kernels.serve(
        starts.byteOffset,
        finishes.byteOffset,
        count,
        scratch.byteOffset,
        threadCount,
        10,
        0.3,
        0.01,
      );
      expect([...starts]).toEqual(expected.starts);
      expect([...finishes]).toEqual(expected.finishes);
      expect(last).toBe(Math.max(10, ...expected.finishes));
    }
    arena.close();
  },
);

test('noteWaits counts and sums the waits of every run, odd and even', () => {
  const arena = new Arena();
  const stream = new Stream('noteWaits');
  const counts = [1, 2, 7, 64, 3];
  const total = 77;
  const starts = arena.floats(total);
  const runs = arena.ints(counts.length * RUN_INTS);
  const times = arena.floats(counts.length * RUN_TIMES);
  const bins = arena.ints(BIN_COUNT);
  const sums = arena.floats(3);
  const waits: number[] = [];
  counts.forEach((count, run) => {
    runs[run * RUN_INTS + RUN.count] = count;
    const received = 5 + stream.exponential();
    times[run * RUN_TIMES + 1] = received;
    for (let job = 0; job < count; job++) {
      const place = waits.length;
      starts[place] = received + (job === 0 ? 0 : stream.exponential());
      waits.push(starts[place] - received);
    }
  });
  arena.kernels.noteWaits(
    starts.byteOffset,
    runs.byteOffset,
    times.byteOffset,
    counts.length,
    bins.byteOffset,
    sums.byteOffset,
  );
  expect(waits).toHaveLength(total);
  expect([...bins]).toEqual(binned(waits));
  expect(sums[0]).toBeCloseTo(sumOf(waits), 9);
  expect(sums[1]).toBe(Math.max(...waits));
  expect(sums[2]).toBe(0);
  arena.close();
});

test.each([1, 2, 9, 1000])('publish counts the latencies of %i records', (count) => {
  const arena = new Arena();
  const stream = new Stream(`publish ${count}`);
  const arrivals = arena.floats(count);
  stream.fillExponentials(arrivals, count, 1);
  const bins = arena.ints(BIN_COUNT);
  const extremes = arena.floats(2);
  extremes[0] = Infinity;
  const latencies = Array.from(arrivals, (arrival) => 50 - arrival);
  const sum = arena.kernels.publish(
    arrivals.byteOffset,
    count,
    50,
    bins.byteOffset,
    extremes.byteOffset,
  );
  expect(sum / sumOf(latencies)).toBeCloseTo(1, 12);
  expect([...bins]).toEqual(binned(latencies));
  expect([...extremes]).toEqual([Math.min(...latencies), Math.max(...latencies)]);
  arena.close();
});

// Stages by number, as components/stages.ts has them; 12 to 14 are a write's, here of no length.
test.each([0, 1])('deliver counts stages and latencies within the window, stored: %i', (stored) => {
  const arena = new Arena();
  const stream = new Stream(`deliver ${stored}`);
  const [count, buckets, stages, windowStart, windowEnd, answered] = [501, 4, 15, 20, 22, 21.5];
  const arrivals = arena.floats(count);
  const starts = arena.floats(count);
  const finishes = arena.floats(count);
  const runs = arena.ints(RUN_INTS);
  const times = arena.floats(RUN_TIMES);
  const stamps = arena.floats(STAMPS);
  const fields = arena.ints(RECORDING_BYTES / 4);
  const latencyBins = arena.ints(BIN_COUNT);
  const stageBins = arena.ints(stages * BIN_COUNT);
  const coarseCount = Math.ceil(BIN_COUNT / 16);
  const stageSums = arena.floats(coarseCount * (stages + 1));
  const countSeries = arena.floats(buckets);
  const latencySeries = arena.floats(buckets);
  const rows = arena.floats(buckets * coarseCount);
  const extremes = arena.floats(2 * (stages + 1));
  const values = arena.floats(stages + 1);
  for (let place = 0; place <= stages; place++) extremes[2 * place] = Infinity;
  values[0] = 1;
  stream.fillExponentials(arrivals, count, 1);
  // Ready, drained, received, started, appended, committed, readable, none blocked.
  stamps.set([18, 19, 19.1, 19.2, 19.3, 19.4, 19.5, 0]);
  times.set([19.6, 19.7]);
  runs.set([0, 0, count, 0, -1]);
  for (let job = 0; job < count; job++) {
    starts[job] = 19.7 + job * 0.003;
    finishes[job] = starts[job] + stream.exponential();
    if (stored === 1) finishes[job] = Math.min(finishes[job], 21.4);
  }
  const columns = { latencyBins, stageBins, stageSums, countSeries, latencySeries };
  for (const [name, column] of Object.entries({ ...columns, rowSeries: rows, extremes, values })) {
    fields[RECORDING[name as keyof typeof RECORDING]] = column.byteOffset;
  }
  fields[RECORDING.arrivals] = arrivals.byteOffset;
  fields[RECORDING.admitted] = arrivals.byteOffset;
  fields[RECORDING.stamps] = stamps.byteOffset;
  fields[RECORDING.buckets] = buckets;
  const numbers = new Float64Array(fields.buffer, fields.byteOffset, RECORDING_BYTES / 8);
  numbers[RECORDING_WINDOW_START] = windowStart;
  numbers[RECORDING_WINDOW_END] = windowEnd;
  numbers[RECORDING_BUCKETS_PER_SECOND] = buckets / (windowEnd - windowStart);
  const places = [runs, times, starts, finishes].map((column) => column.byteOffset);
  const [runPlace, timePlace, startPlace, finishPlace] = places;
  arena.kernels.deliver(
    fields.byteOffset,
    runPlace,
    timePlace,
    startPlace,
    finishPlace,
    0,
    stored,
    answered,
    answered,
    0,
    0,
    0,
  );
  const latencies: number[] = [];
  const waits: number[] = [];
  const services: number[] = [];
  const inBucket = new Array<number>(buckets).fill(0);
  for (let job = 0; job < count; job++) {
    const end = stored === 1 ? answered : finishes[job];
    if (end < windowStart || end >= windowEnd) continue;
    latencies.push(end - arrivals[job]);
    waits.push(starts[job] - times[1] + (stored === 1 ? answered - finishes[job] : 0));
    services.push(finishes[job] - starts[job]);
    inBucket[Math.floor((end - windowStart) * 2)]++;
  }
  expect(latencies.length).toBeGreaterThan(100);
  expect(latencies.length < count).toBe(stored === 0);
  const binsOf = (stage: number) => [
    ...stageBins.subarray(stage * BIN_COUNT, (stage + 1) * BIN_COUNT),
  ];
  expect([...latencyBins]).toEqual(binned(latencies));
  expect(binsOf(10)).toEqual(binned(waits));
  expect(binsOf(11)).toEqual(binned(services));
  expect([...countSeries]).toEqual(inBucket);
  expect(sumOf([...latencySeries]) / sumOf(latencies)).toBeCloseTo(1, 12);
  expect(extremes[0]).toBe(Math.min(...latencies));
  expect(extremes[1]).toBe(Math.max(...latencies));
  expect(fields[RECORDING.broken]).toBe(0);
  const total = (column: number) =>
    sumOf([...stageSums].filter((_, place) => place % (stages + 1) === column));
  expect(total(0)).toBe(latencies.length);
  const everyStage = Array.from({ length: stages }, (_, stage) => total(stage + 1));
  expect(sumOf(everyStage) / sumOf(latencies)).toBeCloseTo(1, 12);
  expect(total(12) / sumOf(services)).toBeCloseTo(1, 12);
  arena.close();
});

test('an arena hands out zeros again after another has used its memory', () => {
  const first = new Arena();
  first.floats(200_000).fill(1);
  first.close();
  const second = new Arena();
  expect(second.floats(200_000).every((value) => value === 0)).toBe(true);
  second.close();
});

/** Every job goes to the thread that is free first: the definition, with a sorted list. */
function serveByHand(
  works: readonly number[],
  threadCount: number,
  begin: number,
  factor: number,
  extra: number,
): { starts: number[]; finishes: number[] } {
  const free = new Array<number>(threadCount).fill(begin);
  const starts: number[] = [];
  const finishes: number[] = [];
  for (const work of works) {
    free.sort((a, b) => a - b);
    const start = free[0];
    free[0] = start + work * factor + extra;
    starts.push(start);
    finishes.push(free[0]);
  }
  return { starts, finishes };
}

function binned(values: readonly number[]): number[] {
  const bins = new Array<number>(BIN_COUNT).fill(0);
  for (const value of values) bins[binOf(value)]++;
  return bins;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Equal as bits, which toEqual of large columns tells slowly. */
function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
