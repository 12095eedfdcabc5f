/** The parts that pictures are made of, and figures of files that are written by hand. */
import { describe, expect, test } from 'vitest';
import { commonFigures } from '../../../src/report/page/common.js';
import { curves, kindOf } from '../../../src/report/page/curves.js';
import { linearScale } from '../../../src/report/page/drawing.js';
import { WIDE } from '../../../src/report/page/figure.js';
import { findingsFigures, findingsParts } from '../../../src/report/page/findingsPage.js';
import { arcs, layered, type Graph } from '../../../src/report/page/graphLayouts.js';
import { groupsFigures } from '../../../src/report/page/groups.js';
import { ladderFigure } from '../../../src/report/page/ladder.js';
import { lattice, responseScale } from '../../../src/report/page/lattice.js';
import { loadsFigure } from '../../../src/report/page/loads.js';
import { element, type Child } from '../../../src/report/page/markup.js';
import { outcomesOf, placeOf, shownAt } from '../../../src/report/page/outcomes.js';
import { endOf, positionOf, quantityOf, valueOf } from '../../../src/report/page/quantity.js';
import { modelsOf, readResults, type ModelResults } from '../../../src/report/page/results.js';
import { PAGE_STYLE, PICTURE_STYLE } from '../../../src/report/page/style.js';
import { changesOf, helps, tornadoFigure } from '../../../src/report/page/tornado.js';
import { interval, listed, plusMinus, shortNumber } from '../../../src/report/page/words.js';

const textOf = (body: readonly Child[]): string => element('g', {}, ...body).text;
const count = (text: string, what: RegExp): number => (text.match(what) ?? []).length;

function models(files: Readonly<Record<string, string>>): ModelResults[] {
  return modelsOf(readResults(new Map(Object.entries(files))));
}

describe('report/page/quantity: what a column is', () => {
  test('units stand last, also of the ends of an interval', () => {
    expect(['p99_ms', 'throughput_per_s', 'cost'].map((each) => endOf(each, 'low'))).toEqual([
      'p99_low_ms',
      'throughput_low_per_s',
      'cost_low',
    ]);
    const row = { p99_ms: '8', p99_low_ms: '7', p99_high_ms: '' };
    expect(valueOf(row, 'p99_ms')).toEqual({ value: 8, low: 7, high: null });
    expect(valueOf(row, 'p50_ms')).toBeNull();
    expect(quantityOf('p99_ms').written(1500)).toBe('1.50 s');
    expect(quantityOf('drain_s').written(1.5)).toBe('1.50 s');
    expect(quantityOf('utilization_max').tick(0.5)).toBe('50%');
  });

  test('places at an axis: numbers, times and sizes; a name has none', () => {
    const at = ['12', '2 ms', '1.5 s', '64 KiB', '3K', '-1e2', 'all', '3 apples'];
    expect(at.map((label) => positionOf(label))).toEqual([
      12,
      0.002,
      1.5,
      65_536,
      3000,
      -100,
      null,
      null,
    ]);
  });
});

test('report/page/words: an interval is said by its longer side, or by both ends', () => {
  const known = { value: 100, low: 99, high: 103 };
  expect(plusMinus(known, String)).toBe('100 ± 3.0%');
  expect(plusMinus({ ...known, high: null }, String)).toBe('100');
  expect([interval(known, String), interval(null, String)]).toEqual(['99 to 103', '']);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((parts) => listed(parts))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
  expect(['', 'acks', '123456', '12345.678', '0.000012346'].map(shortNumber)).toEqual([
    '',
    'acks',
    '123456',
    '12,350',
    '1.235e-5',
  ]);
});

test('report/page/outcomes: what was varied, what came out, and what is nothing everywhere', () => {
  const row = (brokers: string, p99: string, dropped: string): Record<string, string> => ({
    'brokers.count': brokers,
    p99_ms: p99,
    p99_low_ms: p99,
    cost_per_month: '10',
    dropped,
    verdict: '',
    run_id: 'x',
  });
  const facts = { file: 'results', title: 't', labels: 1, shows: ['cost_per_month'] };
  const found = outcomesOf(facts, [row('3', '8', '0'), row('5', '6', '0')]);
  expect(found.names).toEqual(['brokers.count']);
  expect(found.responses.map(({ column }) => column)).toEqual(['cost_per_month', 'p99_ms']);
  expect([found.shown, found.zeros]).toEqual([1, ['dropped']]);
  expect(placeOf(found, found.points[1])).toBe('brokers.count 5');
  expect(shownAt(found.points[1], quantityOf('p99_ms'))?.value).toBe(6);
});

describe('report/page/lattice: panels side by side', () => {
  test('two columns on a desk, one on a phone; none overlaps another', () => {
    const boxes: { left: number; top: number; right: number; bottom: number }[] = [];
    const panel = {
      title: 'p',
      draw: (box: (typeof boxes)[number]): Child[] => {
        boxes.push(box);
        return [];
      },
    };
    const size = { left: 40, right: 20, height: 100 };
    const wide = lattice([panel, panel, panel], WIDE, size);
    const [first, second, third] = boxes.splice(0);
    expect([second.top, third.left]).toEqual([first.top, first.left]);
    expect(second.left).toBeGreaterThan(first.right);
    expect(third.top).toBeGreaterThan(first.bottom);
    expect(wide.height).toBeGreaterThan(third.bottom);
    const narrow = lattice([panel, panel, panel], 344, size);
    expect(new Set(boxes.map(({ left }) => left)).size).toBe(1);
    expect(narrow.height).toBe((wide.height / 2) * 3);
  });

  test('what differs by more than thirty times is logarithmic: the geometric mean in the middle', () => {
    const quantity = quantityOf('p99_ms');
    const scale = (...values: number[]): ((value: number) => number) =>
      responseScale(
        quantity,
        values.map((value) => ({ value, low: null, high: null })),
        0,
        100,
      );
    const far = scale(1, 10_000);
    expect(far(100) - far(1)).toBeCloseTo(far(10_000) - far(100), 6);
    const near = scale(10, 20);
    expect(near(0)).toBeCloseTo(0, 9);
    expect(near(20)).toBeCloseTo(2 * near(10), 6);
  });
});

test('report/page/curves: a line for each stretch without a gap, a name for each curve, apart', () => {
  const x = linearScale([0, 10], 0, 100, 1);
  const y = linearScale([0, 10], 100, 0, 1);
  const points = [1, 2, null, 4].map((value, at) => ({ x: at, y: value }));
  const all = [
    { name: 'first', points },
    { name: 'second', points: [{ x: 0, y: 4 }] },
  ];
  const text = textOf(curves(all, x, y, 100, 200, 0, 100));
  const [path] = /d="[^"]*"/.exec(text) ?? [];
  expect(count(path ?? '', /M/g)).toBe(2);
  const heights = [...text.matchAll(/<text[^>]* y="([\d.]+)"/g)].map(([, at]) => Number(at));
  expect(heights).toHaveLength(2);
  expect(Math.abs(heights[0] - heights[1])).toBeGreaterThanOrEqual(14);
  expect([kindOf(0) === kindOf(6), kindOf(0) === kindOf(1)]).toEqual([true, false]);
});

describe('report/page/graphLayouts: layers and arcs', () => {
  const node = { kind: 'group', role: 'home', parts: '', busiest: null, load: null, first: false };
  const graph: Graph = {
    nodes: ['users', 'orders', 'pay'].map((name) => ({ ...node, node: name })),
    edges: [
      { from: 'users', to: 'orders', kind: 'sends', perSecond: 10 },
      { from: 'orders', to: 'pay', kind: 'reads', perSecond: 10 },
    ],
  };

  test('who sends stands left of who is sent to; in a list, above', () => {
    const placeOfName = (text: string, name: string, axis: 'x' | 'y'): number => {
      const found = new RegExp(`<text[^>]* ${axis}="([-\\d.]+)"[^>]*>${name}`).exec(text);
      return Number(found?.[1]);
    };
    const wide = textOf(layered(graph, WIDE).body);
    const across = graph.nodes.map(({ node: name }) => placeOfName(wide, name, 'x'));
    expect(across).toEqual([...across].sort((a, b) => a - b));
    expect(new Set(across).size).toBe(3);
    const list = textOf(arcs(graph, 344).body);
    const down = graph.nodes.map(({ node: name }) => placeOfName(list, name, 'y'));
    expect(down).toEqual([...down].sort((a, b) => a - b));
    expect(new Set(down).size).toBe(3);
  });
});

const SUMMARY = `model,offered_records_per_second,p50_ms,p50_low_ms,p50_high_ms,p99_ms,p99_low_ms,p99_high_ms,verdict
small,1000,5,4.9,5.1,8,7.9,8.2,
large,100000,,,,,,,overloaded
`;

test('report/page/ladder: a rung for each model, and why one has none', () => {
  const figure = ladderFigure(models({ 'summary.csv': SUMMARY }));
  expect(figure.answer).toBe('small: p99 8.00 ms ± 2.5%. large: p99 is not known.');
  const text = textOf(figure.draw?.(WIDE).body ?? []);
  expect([count(text, /class="ring/g), count(text, /class="dot d0/g)]).toEqual([1, 1]);
  expect(figure.data[0].rows.map(([model, rate]) => [model, rate])).toEqual([
    ['small', '1K'],
    ['large', '100K'],
  ]);
});

describe('report/page/tornado: what helps', () => {
  const [results] = models({
    'summary.csv': SUMMARY.replace(/large.*\n/, ''),
    'bottlenecks.csv': `model,resource,p99_change_ms,p99_change_low_ms,p99_change_high_ms
small,disk,-0.1,-0.4,0.2
small,handlers,-2,-2.5,-1.5
small,nic,,,
`,
  });

  test('the largest help first; what was not tried is left out; none that may be none', () => {
    const changes = changesOf(results);
    expect(changes.map(({ resource }) => resource)).toEqual(['handlers', 'disk']);
    expect(changes.map(helps)).toEqual([true, false]);
    expect(tornadoFigure(results).answer).toContain('handlers 10% faster makes p99 2.00 ms lower');
  });
});

test('report/page/groups: a line for each of several groups; of one none', () => {
  const summary = SUMMARY.replace(/large.*\n/, '');
  const rows = (...names: string[]): string =>
    `model,group,time_s,delivered_per_second,p50_ms,p99_ms,lag_records\n${names
      .flatMap((name) => [`small,${name},0.5,10,1,4,7`, `small,${name},1,10,1,9,2`])
      .join('\n')}\n`;
  const figures = (text: string): ReturnType<typeof groupsFigures> =>
    groupsFigures(models({ 'summary.csv': summary, 'groups.csv': text })[0], false);
  expect(figures(rows('one'))).toEqual([]);
  const [figure] = figures(rows('one', 'two'));
  expect(figure.data[0].rows).toEqual([
    ['one', '4', '9', '7', '2'],
    ['two', '4', '9', '7', '2'],
  ]);
});

test('report/page/common: only what is surely and notably more among the slowest is said', () => {
  const [results] = models({
    'summary.csv': SUMMARY.replace(/large.*\n/, ''),
    'slowest.csv': `model,to,dimension,value,share_of_slowest,share_of_slowest_low,share_of_slowest_high,share_of_all
small,pay,partition of pay,3,0.6,0.5,0.7,0.1
small,pay,partition of pay,1,0.12,0.11,0.13,0.1
small,pay,way,by a,0.3,0.1,0.5,0.2
`,
  });
  const [figure] = commonFigures(results, false);
  expect(figure.answer).toBe(
    'Of the slowest 1% that come to pay, 60% came by partition 3 of pay (of all 10%).',
  );
  expect(figure.data[0].rows).toHaveLength(3);
});

test('report/page/loads: each load that was tried, beside what is allowed', () => {
  const facts = { unit: 'users', kept_at: 200, broken_at: 240, bound_ms: 50 };
  const allowed = { late_share_allowed: 0.01, latency: 'p99' };
  const row = (users: string, verdict: string, late: string): Record<string, string> => ({
    users,
    verdict,
    late_share: late,
    late_share_low: late,
    late_share_high: late,
  });
  const figure = loadsFigure({ facts: { ...facts, ...allowed }, finding: 'f' }, [
    row('200', 'kept', '0.005'),
    row('240', 'broken', '0.02'),
  ]);
  expect(figure.data.flatMap(({ rows }) => rows).length).toBeGreaterThanOrEqual(2);
  expect(figure.draw).not.toBeNull();
});

describe('report/page/findingsPage: which pictures', () => {
  test('a run’s page is none of findings; a comparison’s is', () => {
    const results = (command: string): ReturnType<typeof readResults> =>
      readResults(
        new Map([
          ['manifest.json', JSON.stringify({ command, tables: [{ file: 'results', title: 't' }] })],
          [
            'results.csv',
            'response,a,b,difference,difference_low,difference_high\np99_ms,1,2,1,1,1\n',
          ],
        ]),
      );
    expect(findingsFigures(results('run'))).toBeNull();
    const figures = findingsFigures(results('compare')) ?? [];
    expect(figures).toHaveLength(1);
    expect(findingsParts(results('compare'), figures).title).toMatch(/compare/i);
  });
});

/** Relative luminance and contrast of two colors: WCAG 2.2, definitions. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number => {
    const digits = color.length === 4 ? color.replace(/[\da-f]/g, (each) => each + each) : color;
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = parseInt(digits.slice(at, at + 2), 16) / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  ['pictures', PICTURE_STYLE, ['ink', 'mute', 'blue', 'amber', 'red', 'green', 'violet', 'teal']],
  ['the page', PAGE_STYLE, ['ink', 'mute', 'link']],
])(
  'report/page/style: texts of %s are 4.5 to 1 against paper, by day and by night',
  (_, style, names) => {
    const themes = [...style.matchAll(/\{((?:color-scheme:[\w ]+;)?--ink[^}]*)\}?/g)].map(
      ([, all]) =>
        new Map([...all.matchAll(/--(\w+):(#[\da-f]+)/g)].map(([, name, at]) => [name, at])),
    );
    expect(themes).toHaveLength(2);
    for (const theme of themes) {
      for (const name of names) {
        expect(contrast(theme.get(name) ?? '', theme.get('paper') ?? ''), name).toBeGreaterThan(
          4.5,
        );
      }
    }
  },
);
