/** What the live page is made of, without a browser. */
import { describe, expect, test } from 'vitest';
import { systemGraph } from '../../src/analysis/systemGraph.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { aboutKey, completionsAt } from '../../src/live/completion.js';
import { NO_FILES, readGiven, type GivenModel } from '../../src/live/givenModel.js';
import { LiveWorld } from '../../src/live/liveWorld.js';
import { measured, runCall } from '../../src/live/measured.js';
import type { Told } from '../../src/live/messages.js';
import { cellsOf, edgeRate, groupOf, nodeNow, resourcesOf } from '../../src/live/nodesNow.js';
import { placedIn } from '../../src/live/page/graphLayout.js';
import { Runner } from '../../src/live/runner.js';
import { positionOf, POSITIONS, slidersOf, valueAt } from '../../src/live/sliders.js';
import { validModel } from '../support/validModel.js';

const TEXT = `name: small
users: 2K
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 2 }
brokers: { count: 3 }
topic: { partitions: 12, replication_factor: 3 }
consumers: { workers: { instances: 4, threads: 1, processing_time: exponential(1 ms) } }
`;
const GIVEN: GivenModel = { name: 'small', text: TEXT, files: NO_FILES };
const MODEL = validModel(TEXT, { fileName: 'small.yaml' });

describe('live/completion: keys and words at a place of a text', () => {
  const labels = (text: string): string[] =>
    (completionsAt(text, text.length)?.all ?? []).map(({ label }) => label);

  test('the keys of the section that one is in, by indentation or braces', () => {
    expect(labels('producers:\n  li')).toContain('linger');
    expect(labels('producers: { count: 4, li')).toContain('linger');
    expect(labels('')).toContain('consumers');
    expect(labels('producers:\n  li')).not.toContain('partitions');
    expect(completionsAt('producers:\n  li', 15)?.from).toBe('producers:\n  '.length);
  });

  test('the words of a value; in a comment nothing', () => {
    expect(labels('producers: { acks: ')).toEqual(expect.arrayContaining(['0', '1', 'all']));
    expect(completionsAt('# producers: ', 13)).toBeNull();
  });

  test('what a key means, wherever in it one stands', () => {
    const text = 'topic: { partitions: 12 }';
    const about = aboutKey(text, text.indexOf('titions'));
    expect(about?.key).toBe('partitions');
    expect(about?.about).not.toBe('');
    expect(aboutKey(text, text.indexOf('12'))).toBeNull();
  });
});

describe('live/givenModel: a text as check reads it', () => {
  test('what is full first; what is wrong, with its line', () => {
    const read = readGiven(GIVEN);
    if ('faults' in read) throw new Error('it is a model');
    // Four threads of 1 ms.
    expect(read.first.name).toBe('consumers.workers');
    const wrong = readGiven({ ...GIVEN, text: TEXT.replace('partitions', 'partition') });
    expect('faults' in wrong && wrong.faults[0].line).toBe(6);
  });

  test('a promise that cannot be read is a fault at its line', () => {
    const wrong = readGiven({ ...GIVEN, text: `${TEXT}promises: [p98 < 1 s]\n` });
    expect('faults' in wrong && wrong.faults[0].line).toBe(8);
  });

  test('it has no files but those that came with it', () => {
    const trace = TEXT.replace(
      'record_size: 1 KB',
      'record_size: 1 KB, arrivals: { kind: trace, file: a.csv, column: t }',
    );
    expect('faults' in readGiven({ ...GIVEN, text: trace })).toBe(true);
  });
});

describe('live/measured: what run says, in a page', () => {
  test('files that agree, and the command that gives the same', async () => {
    const options = { seed: "it's", precision: 0.2, relief: false };
    expect(runCall({ ...GIVEN, name: 'a b' }, options)).toBe(
      `npx highwater run model.yaml --seed 'it'\\''s' --precision 0.2`,
    );
    const direct = `users: 100
workload: { events_per_user: 1/s }
consumers: { server: { processing_time: 5 ms } }
run: { warmup: 1 s, duration: 5 s }
`;
    const given = { ...GIVEN, text: direct };
    const seen: number[] = [];
    const files = await measured(given, inlineExecutor(), options, '9', (done) => seen.push(done));
    const summary = files.get('summary.csv') ?? '';
    expect(summary.split('\n')[1]).toMatch(/^small,/);
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({ version: '9' });
    expect(files.get('report.txt')).toContain(runCall(given, options));
    expect(seen.length).toBeGreaterThan(0);
    await expect(
      measured({ ...GIVEN, text: 'users:' }, inlineExecutor(), options, '9', () => undefined),
    ).rejects.toThrow('not a model');
  });
});

describe('live/nodesNow: nodes of a world that runs', () => {
  test('instances that are there, who is busiest, and how much runs along an edge', () => {
    const world = new LiveWorld(MODEL, '1');
    world.advance(
      10,
      () => false,
      () => undefined,
    );
    const now = world.look();
    const graph = systemGraph(MODEL);
    const node = (kind: string): (typeof graph.nodes)[number] => {
      const found = graph.nodes.find((each) => each.kind === kind);
      if (found === undefined) throw new Error(`no ${kind}`);
      return found;
    };
    const group = nodeNow(node('group'), MODEL, now);
    expect(group.alive).toEqual({ now: 4, all: 4 });
    expect(group.busiest?.name).toBe('consumers.workers');
    expect([groupOf(node('group'), MODEL), groupOf(node('topic'), MODEL)]).toEqual([0, -1]);
    expect(resourcesOf(node('topic'), now).every(({ name }) => /^brokers/.test(name))).toBe(true);
    for (const edge of graph.edges) {
      // 2,000 records/s, as arithmetic has it; a second's worth has a standard deviation of 45.
      expect(Math.abs(edgeRate(edge, graph, MODEL, now) - 2000)).toBeLessThan(400);
    }
    expect(cellsOf({ placements: [{ roles: {}, cells: 3, weight: 1 }] })).toBe(3);
    world.close();
  });
});

test('live/page/graphLayout: who sends stands before who is sent to; it fits a narrow page', () => {
  const graph = systemGraph(MODEL);
  const wide = placedIn(graph, 1200);
  const at = (kind: string): { x: number; y: number } =>
    wide.nodes[graph.nodes.findIndex((node) => node.kind === kind)];
  expect(at('producers').x).toBeLessThan(at('topic').x);
  expect(at('topic').x).toBeLessThan(at('group').x);
  const narrow = placedIn(graph, 300);
  expect(narrow.width * narrow.scale).toBeLessThanOrEqual(300 + 1e-9);
  expect(new Set(narrow.nodes.map(({ y }) => Math.round(y))).size).toBe(3);
});

describe('live/sliders: numbers that may be turned', () => {
  const sliders = slidersOf(TEXT, MODEL);

  test('users first; then those that move the lowest ceiling', () => {
    const paths = sliders.map(({ parameter }) => parameter.path);
    expect(paths[0]).toBe('users');
    // Its mean, its threads or its instances.
    expect(paths.some((path) => path.startsWith('consumers.workers.'))).toBe(true);
  });

  test('a slider is logarithmic: its middle is the geometric mean of its ends', () => {
    const [users] = sliders;
    expect(positionOf(users, users.low)).toBe(0);
    expect(positionOf(users, users.high)).toBe(POSITIONS);
    expect(positionOf(users, Math.sqrt(users.low * users.high))).toBe(POSITIONS / 2);
    const middle = Number(valueAt(users, POSITIONS / 2).replace('K', 'e3'));
    expect(Math.abs(middle / Math.sqrt(users.low * users.high) - 1)).toBeLessThan(0.01);
  });
});

describe('live/runner: worlds that are kept going', () => {
  const start = {
    kind: 'start',
    seed: '1',
    placement: 0,
    until: 0,
    faults: [],
  } as const;

  test('at twice the speed two simulated seconds in one of the wall, both worlds alike', () => {
    let clock = 0;
    const told: Told[] = [];
    const runner = new Runner(
      () => clock,
      (each) => told.push(each),
    );
    runner.ask({ ...start, models: [GIVEN, GIVEN] });
    runner.ask({ kind: 'speed', speed: 2 });
    runner.ask({ kind: 'play' });
    for (; clock <= 1000; clock += 50) expect(runner.tick()).toBe(true);
    const frame = told.findLast((each) => each.kind === 'frame');
    if (frame?.kind !== 'frame') throw new Error('no frame');
    const [first, second] = frame.worlds.map(({ now }) => now.time);
    expect(first).toBe(second);
    expect(first).toBeCloseTo(2, 6);
    runner.ask({ kind: 'pause' });
    expect(runner.tick()).toBe(false);
    runner.ask({ kind: 'fingerprint' });
    const prints = told.findLast((each) => each.kind === 'fingerprint');
    expect(prints?.kind === 'fingerprint' && new Set(prints.fingerprints).size).toBe(1);
  });
});
