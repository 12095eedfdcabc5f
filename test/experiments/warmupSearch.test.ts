import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { findWarmup } from '../../src/experiments/warmupSearch.js';
import { validModel } from '../support/validModel.js';

// Six placements, of one broker each; all pairs of three regions.
const TEXT = `users: 6000
workload: { events_per_user: 1/s, record_size: 100 B }
regions: { names: [a, b, c], delay: { a: { b: 1 ms, c: 1 ms }, b: { c: 1 ms } } }
cells:
  - { home: a, far: b, count: 1 }
  - { home: a, far: c, count: 1 }
  - { home: b, far: a, count: 1 }
  - { home: b, far: c, count: 1 }
  - { home: c, far: a, count: 1 }
  - { home: c, far: b, count: 1 }
producers: { count: 1, batch_size: 100 B, max_request_size: 100 B, linger: 0 s, max_in_flight: 1000 }
brokers: { count: 1, handlers: 1, time_per_request: exponential(0.3 ms) }
topic: { partitions: 1, replication_factor: 1 }
consumers: { g: { instances: 1, threads: 4, processing_time: exponential(0.1 ms) } }`;

test('where there are many placements each has pilots of its own to compare: one alone shows no memory', async () => {
  const model = validModel(TEXT, { fileName: 'six.yaml' });
  expect(model.placements).toHaveLength(6);
  const pilots = model.placements.map(() => 0);
  const executor = inlineExecutor();
  await findWarmup(
    model,
    {
      ...executor,
      run: (trials, receive) => {
        for (const { placement } of trials) pilots[placement]++;
        return executor.run(trials, receive);
      },
    },
    'six',
    offeredLoad(model),
  );
  expect(Math.min(...pilots)).toBeGreaterThanOrEqual(3);
});
