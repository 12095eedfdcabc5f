/** Which defaults the first ceiling rests on: by arithmetic of what is written and what is not. */
import { expect, test } from 'vitest';
import { decidingDefaults } from '../../src/analysis/decidingDefaults.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { parseModel } from '../../src/model/index.js';
import { checkNotes } from '../../src/report/checkReport.js';
import { FITTED } from '../conformance/latency/fitted.js';
import { validModel } from '../support/validModel.js';

function pathsOf(text: string): [string, string][] {
  const model = validModel(text, { fileName: 'm.yaml' });
  const found = decidingDefaults(text, 'm.yaml', model, (overrides) => {
    const parsed = parseModel(text, { fileName: 'm.yaml', overrides });
    return 'faults' in parsed ? null : parsed.model;
  });
  return found.map(({ path, source }) => [path, source]);
}

const HEAD = 'users: 1000\nworkload: { events_per_user: 10/s, record_size: 1 KB }\n';
const CLUSTER = `${HEAD}producers: { count: 4 }
brokers: { count: 3, nic: 100 Gbps }
topic: { partitions: 12, replication_factor: 3 }
consumers: { g: { instances: 12, nic: 100 Gbps } }
`;

test('a disk that nobody wrote: its bandwidth is assumed, whether there is the section or not', () => {
  // 500 MB/s / 1 KB for each broker, of three copies on three brokers: 500K/s is the first to be
  // full.
  expect(pathsOf(CLUSTER)).toEqual([['brokers.disk.bandwidth', 'assumed']]);
  const section = CLUSTER.replace(
    'nic: 100 Gbps }\ntopic',
    'nic: 100 Gbps, disk: { flush: page_cache } }\ntopic',
  );
  expect(pathsOf(section)).toContainEqual(['brokers.disk.bandwidth', 'assumed']);
});

test('what is written is no default', () => {
  const said = CLUSTER.replace('count: 3,', 'count: 3, disk: { bandwidth: 200 MB/s },');
  expect(pathsOf(said)).toEqual([]);
});

test('direct calls: threads and instances that nobody counted', () => {
  // 1 ms on one thread of one instance: 1,000/s; twice as many of either are twice that.
  const direct = `users: 10\nworkload: { events_per_user: 10/s }\nconsumers: { g: { processing_time: 1 ms } }\n`;
  expect(pathsOf(direct)).toEqual([
    ['consumers.g.instances', ''],
    ['consumers.g.threads', ''],
  ]);
  expect(pathsOf(direct.replace('1 ms', '1 ms, instances: 2, threads: 3'))).toEqual([]);
});

test('handlers at their ceiling rest on times that are assumed', () => {
  const small = CLUSTER.replace(
    'count: 3,',
    'count: 3, handlers: 1, disk: { bandwidth: 10 GB/s },',
  );
  const found = pathsOf(small);
  expect(found).toContainEqual(['brokers.time_per_record', 'assumed']);
  expect(found).toContainEqual(['producers.batch_size', 'Kafka']);
  expect(found.map(([path]) => path)).not.toContain('brokers.handlers');
});

test('beside assumed times of handlers stands what was measured of Kafka, as it is fitted there', () => {
  const model = validModel(CLUSTER, { fileName: 'm.yaml' });
  const notes = (path: string): string =>
    checkNotes(model, offeredLoad(model), null, [
      { path, value: '1 us', source: 'assumed', whole: false },
    ])
      .join(' ')
      .replaceAll('\n', ' ');
  const ms = (microseconds: number): string => `${(microseconds / 1000).toFixed(2)} ms`;
  for (const path of ['brokers.time_per_record', 'clusters.a.time_per_request']) {
    const said = notes(path);
    expect(said).toContain(`${ms(FITTED.requests['one-1000'].broker)} of a processor`);
    expect(said).toContain(`${ms(FITTED.broker.wakeup)} more`);
  }
  for (const path of ['consumers.g.time_per_poll', 'brokers.disk.bandwidth']) {
    expect(notes(path)).not.toContain('Measured beside it');
  }
});
