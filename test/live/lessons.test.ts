/** Each lesson's models are models; where it says that one breaks, arithmetic says so, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isDirect } from '../../src/model/clusters.js';
import { readGiven, type GivenModel, type Read } from '../../src/live/givenModel.js';
import { LESSONS, lessonModels } from '../../src/live/lessons.js';

const gallery: GivenModel[] = readdirSync('models')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({
    name: name.slice(0, -'.yaml'.length),
    text: readFileSync(`models/${name}`, 'utf8'),
    files: {},
  }));

function read(given: GivenModel | null | undefined): Read {
  if (given === null || given === undefined) throw new Error('no model');
  const found = readGiven(given);
  if ('faults' in found) throw new Error(JSON.stringify(found.faults));
  return found;
}

/** Of the load, at which the first resource is full. */
function room({ offered, first }: Read): number {
  return first.ceilingEventsPerSecond / offered.eventsPerSecond;
}

/** [A holds, B holds], by arithmetic; null = it is not the point. */
const HOLDS: Readonly<Record<string, readonly (boolean | null)[]>> = {
  'first bottleneck': [true, false],
  'more brokers': [false, true],
  partitions: [null, true],
  'more consumers': [true, true],
  'a cache': [true, true],
  regions: [true, null],
  backpressure: [false, false],
  sizing: [true, false],
  'the first move': [false, null],
  delivery: [true, false],
  'latency by scale': [true, true],
  'order and quiet': [true, null],
};

test.each(LESSONS.map((lesson) => [lesson.name, lesson] as const))('%s', (name, lesson) => {
  const models = lessonModels(lesson, gallery);
  const sides = [models?.a, models?.b].map((given, index) =>
    index === 1 && lesson.b === null ? null : read(given),
  );
  sides.forEach((side, index) => {
    if (side === null) return;
    expect(isDirect(side.model)).toBe(false);
    const holds = HOLDS[name][index];
    if (holds !== null) expect(room(side) > 1, `${'AB'[index]}: ${room(side)}`).toBe(holds);
  });
  // Side by side they get the same load, but where the scales are compared.
  const [a, b] = sides;
  if (a !== null && b !== null && !['latency by scale', 'first bottleneck'].includes(name)) {
    expect(b.offered.eventsPerSecond).toBe(a.offered.eventsPerSecond);
  }
});

test('there are twelve, as there are claims, each of another name', () => {
  expect(new Set(LESSONS.map(({ name }) => name)).size).toBe(12);
  expect(lessonModels(LESSONS[0], [])).toBeNull();
});
