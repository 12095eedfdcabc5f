/** Models as the library's functions take them. */
import { expect, test } from 'vitest';
import { loadModel, modelFrom, ModelError, modelOf } from '../../src/library/loadedModel.js';

const TEXT = `users: 10
workload: { events_per_user: 2/s }
consumers: { server: { instances: 3, processing_time: 5 ms } }
`;

test('values are changed by their paths, in the units of the text; the first model stays as it is', () => {
  const first = modelFrom(TEXT);
  const second = first.with({ users: '2K', 'consumers.server.instances': 4 });
  const third = second.with({ users: 30 });
  expect([first, second, third].map(({ model }) => model.users)).toEqual([10, 2000, 30]);
  expect(third.model.consumers[0].instances).toBe(4);
  expect(third.changes).toEqual({ users: 30, 'consumers.server.instances': 4 });
  expect([modelOf(third), modelOf(third.model)]).toEqual([third.model, third.model]);
});

test('all that is wrong is said at once, each with its place', () => {
  const wrong = (): unknown =>
    modelFrom(TEXT.replace('users', 'user').replace('5 ms', '5 m'), { fileName: 'a.yaml' });
  expect(wrong).toThrow(ModelError);
  expect(wrong).toThrow(/^a\.yaml:1:1[^]*\na\.yaml:3:/);
  expect(() => modelFrom(TEXT).with({ 'consumers.server.instance': 4 })).toThrow(/instances/);
});

test('a model that comes with Highwater is read by its name, others by their path', () => {
  expect(loadModel('100-users').model.users).toBe(100);
  expect(loadModel('models/100-users.yaml', { users: 7 }).model.users).toBe(7);
  expect(() => loadModel('100-user')).toThrow(/100-users/);
});
