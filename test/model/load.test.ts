/**
 * One total rate in place of users and what each sends: the same load, and nothing said of users.
 */
import { expect, test } from 'vitest';
import { firstToSaturate, offeredLoad } from '../../src/analysis/offeredLoad.js';
import { checkResponses, responseOf } from '../../src/experiments/responses.js';
import { chooseWindow } from '../../src/experiments/trialPlan.js';
import { parseModel } from '../../src/model/index.js';
import { checkReport } from '../../src/report/checkReport.js';
import { costLines, measuredSources } from '../../src/report/costText.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const rest = 'consumers: { g: { threads: 4, processing_time: exponential(2 ms) } }\n';
const named = { fileName: 'm.yaml' };
const byRate = validModel(`workload: { rate: 1000/s }\n${rest}`, named);
const byUsers = validModel(`users: 50\nworkload: { events_per_user: 20/s }\n${rest}`, named);

test('1000/s is the load of 50 users at 20/s, to the last byte of a trial', () => {
  expect(offeredLoad(byRate).eventsPerSecond).toBe(1000);
  expect(shortTrial(byRate)).toEqual(shortTrial(byUsers));
});

test('a ceiling is the same in events and is not told in users', () => {
  // 4 threads of 2 ms.
  expect(firstToSaturate(offeredLoad(byRate)).ceilingEventsPerSecond).toBeCloseTo(2000, 9);
  expect(firstToSaturate(offeredLoad(byRate)).ceilingUsers).toBeNaN();
  expect(firstToSaturate(offeredLoad(byUsers)).ceilingUsers).toBeCloseTo(100, 9);
  const offered = offeredLoad(byRate);
  const window = chooseWindow(byRate, offered, 'sampled');
  expect(checkReport(byRate, offered, window)).not.toMatch(/\d users/);
});

test.each([
  ['users: 5\nworkload: { rate: 1/s }\n', /^users beside workload\.rate/],
  ['workload: { rate: 1/s, events_per_user: 1/s }\n', /^workload\.events_per_user beside/],
])('%j is refused: the load is given in one way', (text, received) => {
  const parsed = parseModel(text + rest, { fileName: 'm.yaml' });
  expect('faults' in parsed && parsed.faults.map((fault) => fault.received)).toEqual([
    expect.stringMatching(received),
  ]);
});

test('users may not be set where there is a rate, nor may the load be left out', () => {
  const set = parseModel(`workload: { rate: 1/s }\n${rest}`, {
    fileName: 'm.yaml',
    overrides: [{ path: 'users', value: '7' }],
  });
  expect('faults' in set && set.faults[0].file).toBe('--set users=7');
  const none = parseModel(`workload: { record_size: 1 KB }\n${rest}`, { fileName: 'm.yaml' });
  expect('faults' in none && none.faults.map(({ hint }) => hint)).toEqual([
    'add users and workload.events_per_user, or workload.rate',
  ]);
});

test('the cost is shown item by item, with the source of its prices; measurements with theirs', () => {
  const model = validModel(
    `workload: { rate: 1000/s }\nconsumers: { g: { instances: 3 } }\n` +
      'prices: { consumer_hour: 0.1, source: price list, date: 2024-05 }\n' +
      'measured: { g: { p99: 5 ms, source: our dashboard } }\n',
    named,
  );
  // 3 instances at 0.1 an hour for 730 hours.
  const text = costLines(model).join('\n');
  expect(text).toMatch(/consumers\.g +3 hosts +219$/m);
  expect(text).toMatch(/in all +219$/m);
  expect(text).toMatch(/Prices: price list, 2024-05\./);
  expect(measuredSources(model)).toEqual(['Measured g: our dashboard.']);
  expect(costLines(byRate)).toEqual([]);
});

test('cost is demanded of a model that has prices', () => {
  expect(() => {
    checkResponses(byRate, [responseOf('cost')]);
  }).toThrow(/has no prices; add prices/);
});
