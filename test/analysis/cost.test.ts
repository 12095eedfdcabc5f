import { expect, test } from 'vitest';
import { monthlyCost } from '../../src/analysis/cost.js';
import { pipelineModel } from '../support/pipeline.js';

test('a store is priced as what it is, not as what it is called', () => {
  const stores = (name: string): string =>
    `stores:\n  ${name}: { retention: 10 d, archive: 100 d }\nprices: { gb_month: 0.1, archive_gb_month: 0.001 }\n`;
  const items = (name: string): Map<string, number> => {
    const workers = `instances: 4, processing_time: 10 us, store: ${name}`;
    const model = pipelineModel({ topic: 'retention: 0 s', workers, more: stores(name) });
    return new Map(monthlyCost(model)?.items.map((item) => [item.name, item.perMonth]));
  };
  // 1 MB/s: 86.4 GB a day.
  expect(items('archive').get('kept in logs and stores')).toBeCloseTo(864 * 0.1, 9);
  expect(items('archive').get('kept in archives')).toBeCloseTo(8640 * 0.001, 9);
  expect(items('archive')).toEqual(items('events'));
});
