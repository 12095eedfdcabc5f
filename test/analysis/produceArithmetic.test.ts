/** How many records a request has, against an independent draw of where records fall. */
import { expect, test } from 'vitest';
import { loadedRequestRecords, type Produced } from '../../src/analysis/produceArithmetic.js';
import { pipelineModel } from '../support/pipeline.js';
import { uniforms } from '../support/uniforms.js';

const [brokers] = pipelineModel({ brokers: 'count: 1, handlers: 64' }).clusters;

/**
 * One broker that leads all partitions, each with its share; nothing is slow, and linger has no
 * end.
 */
function produced(partitions: readonly number[], batchRecords: number): Produced {
  return {
    brokers,
    shares: {
      leads: 1,
      holds: 1,
      allLed: [1],
      allHeld: [1],
      partitions,
      followers: [],
      follows: 0,
      broker: 0,
    },
    replicationFactor: 1,
    acks: 1,
    clients: 1,
    wireBytesPerRecord: 100,
    batchRecords,
    requestRecords: 1e6,
    lingerSeconds: 1e6,
    sticky: false,
    maxInFlight: 5,
    processor: null,
    clientNicBytesPerSecond: 1e9,
    clientDelaySeconds: 0,
  };
}

/** The median, of 401 draws, of the records until some partition has a full batch. */
function drawnUntilFull(partitions: readonly number[], batchRecords: number): number {
  const next = uniforms(7 * partitions.length + batchRecords);
  const draws = Array.from({ length: 401 }, () => {
    const counts = partitions.map(() => 0);
    for (let records = 1; ; records++) {
      let left = next();
      const index = partitions.findIndex((share) => (left -= share) < 0);
      if (++counts[Math.max(0, index)] === batchRecords) return records;
    }
  });
  return draws.sort((a, b) => a - b)[200];
}

// The independent Poisson numbers that the arithmetic takes come to within 5% (its words: the
// median, of the largest alike).
test.each([
  ['one partition', [1], 20],
  ['two alike', [0.5, 0.5], 20],
  ['eight alike', new Array<number>(8).fill(1 / 8), 20],
  ['forty alike', new Array<number>(40).fill(1 / 40), 10],
  ['two large ones beside many small ones', [0.4, 0.4, ...new Array<number>(20).fill(0.01)], 30],
])('a request goes when the first of its partitions has a full batch: %s', (_, shares, batch) => {
  const drawn = drawnUntilFull(shares, batch);
  const expected = loadedRequestRecords(produced(shares, batch), 1000);
  expect(Math.abs(expected / drawn - 1)).toBeLessThan(0.05);
});
