import { expect, test } from 'vitest';
import { passedLines } from '../../src/report/passedText.js';

test('buffers fill one after the other: the second’s time counts from when the first is full', () => {
  const passed = {
    resource: 'brokers.disk',
    load: 1.5,
    creditSeconds: 0,
    certain: true,
    growthPerSecond: 500,
    buffers: [
      { name: 'the page cache', secondsToFull: 10 },
      { name: 'producers’ memory', secondsToFull: 20 },
    ],
    outcome: 'records are dropped',
  };
  expect(passedLines([passed])).toEqual([
    'brokers.disk is offered 150% of what it can serve: 500 records/s pile up, ' +
      'the page cache is full after 10.0 s, then producers’ memory is full after 20.0 s more, ' +
      'then records are dropped.',
  ]);
});
