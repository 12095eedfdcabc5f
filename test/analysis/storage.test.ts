import { expect, test } from 'vitest';
import { storageTiers } from '../../src/analysis/storage.js';
import { pipelineModel, TWO_REGIONS } from '../support/pipeline.js';

test('each tier keeps its own copies of what comes in, for its own retention', () => {
  const model = pipelineModel({
    producers: 'count: 1, compression_ratio: 0.5',
    brokers: 'count: 3',
    topic: 'partitions: 4, replication_factor: 3, retention: 2 d, archive: 10 d',
    workers: 'store: kept',
    more: `${TWO_REGIONS}mirrors: { copy: { region: far, replication_factor: 2, brokers: { count: 2 } } }
stores: { kept: { bytes_per_record: 4 KB, replication_factor: 5, retention: 3 d, archive: 7 d } }
`,
  });
  // 1,000 records a second of 1 KB, of which half a KB comes to the log: 43.2 GB a day, and 345.6
  // GB to the store.
  const gigabytes = new Map(
    storageTiers(model).map(({ name, bytesPerDay, bytesKept }) => [
      name,
      [bytesPerDay / 1e9, bytesKept / 1e9].map((value) => Number(value.toPrecision(9))),
    ]),
  );
  expect(Object.fromEntries(gigabytes)).toEqual({
    log: [129.6, 259.2],
    'log archive': [43.2, 432],
    'mirror copy': [86.4, 172.8],
    'store kept': [1728, 5184],
    'store kept archive': [345.6, 2419.2],
  });
});
