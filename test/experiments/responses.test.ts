import { expect, test } from 'vitest';
import { checkResponses, responseOf } from '../../src/experiments/responses.js';
import { validModel } from '../support/validModel.js';

const model = validModel(
  'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { near: {}, far: {} }\n',
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
