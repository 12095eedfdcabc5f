/** What `--fit auto` fits: the usual unknowns, as far as the data can tell them. */
import { expect, test } from 'vitest';
import { autoFit } from '../../src/experiments/autoFit.js';
import type { MeasuredData, Target } from '../../src/experiments/measuredData.js';
import { chosenFit } from '../../src/library/fitting.js';
import { parseModel, type Model } from '../../src/model/index.js';

const TEXT = `workload: { rate: 1000/s }
producers: { count: 2 }
brokers: { count: 3 }
topic: { partitions: 6 }
consumers: { readers: {} }
`;

function modelOf(text: string): Model {
  const parsed = parseModel(text, { fileName: 'm.yaml' });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.model;
}

const of = (path: string, times: Readonly<Record<number, number>>, setting = 0): Target[] =>
  Object.entries(times).map(([rank, ms]) => {
    return { setting, path, measure: Number(rank), value: ms / 1e3, rounding: 0 };
  });
const data = (targets: readonly Target[], loads = 1): MeasuredData => ({
  settings: Array.from({ length: loads }, (_, index) => ({ label: `${index}`, overrides: [] })),
  targets,
});
const paths = (fit: readonly string[]): string[] => fit.map((each) => each.replace(/=.*/, ''));
const USUAL = { 0.5: 2, 0.75: 3, 0.95: 4, 0.99: 5 };

test('publish and end to end at one load: the request, the way, the poll', () => {
  const targets = [...of('publish', USUAL), ...of('readers', USUAL)];
  const auto = autoFit(modelOf(TEXT), data(targets), () => false);
  expect(paths(auto.fit)).toEqual([
    'brokers.time_per_request',
    'producers.propagation.mean',
    'producers.propagation.shape',
    'consumers.readers.time_per_poll',
  ]);
  expect(auto.notes.join()).toMatch(/One load cannot tell/);
});

test('no more numbers than half of what was measured; what is left out is named', () => {
  const auto = autoFit(modelOf(TEXT), data(of('publish', { 0.5: 2, 0.99: 5 })), () => false);
  expect(paths(auto.fit)).toEqual(['brokers.time_per_request']);
  expect(auto.notes.join()).toMatch(/only 2 measured numbers: producers\.propagation/);
});

test('several loads tell what a byte and a record cost; a tail far out, how often all stops', () => {
  const tail = { ...USUAL, 0.999: 20, 0.9999: 80 };
  const targets = [0, 1, 2].flatMap((setting) => of('publish', tail, setting));
  const auto = autoFit(modelOf(TEXT), data(targets, 3), () => false);
  expect(paths(auto.fit).slice(3)).toEqual([
    'brokers.time_per_byte',
    'brokers.time_per_record',
    'brokers.pauses.every',
    'brokers.pauses.time.mean',
  ]);
  expect(auto.notes).toEqual([]);
});

test('the numbers that it names are the model\u2019s; a way that is written keeps its form', () => {
  const targets = [0, 1, 2].flatMap((setting) =>
    of('publish', { ...USUAL, 0.999: 20, 0.9999: 80 }, setting),
  );
  const fit = (text: string) =>
    chosenFit(text, 'm.yaml', ['auto'], modelOf(text), data(targets, 3));
  const chosen = fit(TEXT);
  expect(chosen.free.map(({ parameter }) => parameter.path)).toContain('brokers.pauses.every');
  expect(modelOf(chosen.text).producers[0].propagation.kind).toBe('gamma');
  const kept = fit(TEXT.replace('count: 2', 'count: 2, propagation: exponential(1 ms)'));
  expect(kept.free.map(({ parameter }) => parameter.path)).toContain('producers.propagation.mean');
  expect(modelOf(kept.text).producers[0].propagation.kind).toBe('exponential');
});
