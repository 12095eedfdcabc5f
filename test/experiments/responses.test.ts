import { expect, test } from 'vitest';
import { parsePromise } from '../../src/experiments/promise.js';
import { checkResponses, responseOf } from '../../src/experiments/responses.js';
import { validModel } from '../support/validModel.js';

const model = validModel(
  'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { near: {}, far: {} }\nprices: {}\n',
  { fileName: 'm.yaml' },
);

test.each(['p99', 'mean', 'publish.p50', 'far.p999', 'near.mean', 'throughput', 'cost'])(
  '%s is of a path that the model has, or of none',
  (name) => {
    expect(() => {
      checkResponses(model, [responseOf(name)]);
    }).not.toThrow();
  },
);

test.each(['fra.p99', 'workers.mean'])('%s is refused with the paths that there are', (name) => {
  expect(() => {
    checkResponses(model, [responseOf('p99'), responseOf(name)]);
  }).toThrow(/no such path; write one of end_to_end, publish, near, far/);
});

test.each([
  ['utilization(consumers.nea)', /consumers\.nea: the model has no such resource; write one of/],
  ['hit_ratio(events)', /events: the model has no such cache/],
])('%s is refused', (name, message) => {
  expect(() => {
    checkResponses(model, [responseOf(name)]);
  }).toThrow(message);
});

test.each([
  ['dropped <= 0', /write dropped = 0/],
  ['lost < 5%', /counts records, not a share/],
])('the promise %s is refused', (text, message) => {
  expect(() => parsePromise(text)).toThrow(message);
});
