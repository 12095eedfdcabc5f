/**
 * Pages of searches, sweeps and fits, made of files written by hand, so that what they must say is
 * known.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hasPage, pageText } from '../../../src/report/page/page.js';
import { pictureFiles } from '../../../src/report/page/pictures.js';
import type { Row } from '../../../src/report/page/results.js';
import { tornadoFigure } from '../../../src/report/page/tornado.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

function page(manifest: object, files: Readonly<Record<string, string>>): string {
  const all = new Map([
    ...Object.entries(files),
    ['manifest.json', JSON.stringify({ version: '0', repeat: 'npx highwater', ...manifest })],
  ]);
  expect(hasPage(all)).toBe(true);
  const text = pageText(all, hash);
  const body = text.replace(/<(script|style)>[^]*?<\/\1>/g, '');
  expect(body.match(/.{0,40}(?:NaN|Infinity|undefined|null).{0,40}/g)).toBeNull();
  for (const [, width, svg] of text.matchAll(/viewBox="0 0 (\d+) \d+"([^]*?)<\/svg>/g)) {
    for (const [, x] of svg.matchAll(/ (?:x|cx|x1|x2)="([^"]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(-1);
      expect(Number(x)).toBeLessThanOrEqual(Number(width));
    }
  }
  return text;
}

const answers = (text: string): string[] =>
  [...text.matchAll(/<p class="answer">([^<]*)<\/p>/g)].map(([, answer]) => answer);
const count = (text: string, kind: string): number =>
  (text.match(new RegExp(`class="${kind}"`, 'g')) ?? []).length;

test('report/page/comparison: compare: what differs beyond its interval is hatched, what does not is gray', () => {
  const text = page(
    { command: 'compare', finding: 'f', tables: [{ file: 'results', title: 't', labels: 1 }] },
    {
      'results.csv': `response,a,b,difference,difference_low,difference_high
p99_ms,10,12,2,1.5,2.5
p50_ms,5,5.1,0.1,-0.2,0.4
`,
    },
  );
  expect(answers(text)).toEqual([
    'Of B p99 is 20% higher (10.0 ms becomes 12.0 ms); p50 cannot be told apart.',
  ]);
  // Drawn twice: for a desk and for a phone.
  expect([count(text, 'hatched'), count(text, 'gray')]).toEqual([2, 2]);
});

test('report/page/loads: capacity: a mark for each load by how it went, and the bracket', () => {
  const facts = { unit: 'users', kept_at: 200, broken_at: 240, bound_ms: 50 };
  const text = page(
    {
      command: 'capacity',
      finding: 'f',
      facts: { ...facts, late_share_allowed: 0.01, latency: 'p99' },
      tables: [{ file: 'results', title: 't', labels: 1 }],
    },
    {
      'results.csv': `users,promise,trials,late_share,late_share_low,late_share_high,broken
100,kept,8,0,0,0,
200,kept,8,0.002,0.001,0.003,
220,open,64,0.01,0.008,0.012,
240,broken,8,0.03,0.02,0.04,p99 < 50 ms
400,broken,0,,,,a steady state
`,
    },
  );
  expect(answers(text)).toEqual([
    'It is kept up to 200 users and broken from 240 on; between the two it is not known.',
  ]);
  // With those of the legend.
  expect([count(text, 'keeps'), count(text, 'open'), count(text, 'cross')]).toEqual([6, 4, 6]);
  expect(text).toContain('allowed: 1%');
});

test('report/page/costs: tune: the chosen one is ringed, and what was tried is said', () => {
  const row = (cost: number, n: number, p99: string, late: string, answer: string): string =>
    `${cost},${n},${p99},${late},30,${answer},why`;
  const head =
    'cost_eur_per_month,brokers.count,p99_ms,p99_low_ms,p99_high_ms,late_share,late_share_low,late_share_high,trials,answer,promise';
  const [one, two, three] = [
    row(100, 1, '90,80,100', '0.05,0.04,0.06', 'broken'),
    row(200, 2, '40,38,42', '0.001,0,0.002', 'kept'),
    row(300, 3, '30,29,31', '0,0,0', 'kept'),
  ];
  const tables = ['results-1', 'results-2', 'results-3'].map((file) => ({
    file,
    title: file,
    labels: 2,
  }));
  const facts = { currency: 'EUR', bound_ms: 50, late_share_allowed: 0.01 };
  const text = page(
    { command: 'tune', finding: 'f', facts, tables },
    {
      'results-1.csv': [head, two, two, one, ''].join('\n'),
      'results-2.csv': [head, two, three, ''].join('\n'),
      'results-3.csv': [head, one, two, three, ''].join('\n'),
    },
  );
  expect(answers(text)).toEqual([
    'brokers.count 2: 200 EUR a month, the cheapest of 3 that were tried, of which 1 breaks the promise.',
    'From p99 40.0 ms ± 5.0% for 200 EUR a month to p99 30.0 ms ± 3.3% for 300 EUR a month.',
  ]);
  expect(count(text, 'ring k1')).toBe(2);
});

test('report/page/sensitivities, report/page/fits: sensitivity and calibrate: the largest first, intervals drawn, confounded pairs named', () => {
  const text = page(
    { command: 'sensitivity' },
    {
      'effects.csv': `response,factor,from,to,mu_star,mu,mu_low,mu_high,sigma,n
p99_ms,users,1,9,1,-1,-2,0,1,4
p99_ms,brokers.count,1,3,5,-5,-6,-4,1,4
`,
      'indices.csv': `response,factor,first,first_low,first_high,total,total_low,total_high,rows
p99_ms,brokers.count,0.6,0.5,0.7,0.9,0.8,1,64
`,
    },
  );
  expect(answers(text)).toEqual([
    'brokers.count from 1 to 3 changes p99 by -5.00 ms on average; next is users, with -1.00 ms.',
    'brokers.count alone explains 60% of the variance of p99 over the ranges, and has part in 90%.',
  ]);
  const fit = page(
    { command: 'calibrate' },
    {
      'parameters.csv': `parameter,unit,before,fitted,fitted_low,fitted_high,range_low,range_high
a,us,60,145,140,150,40,400
b,s,1,2,,,1,2
`,
      'quantiles.csv': `setting,path,quantile,measured_ms,before_ms,before_low_ms,before_high_ms,fitted_ms,fitted_low_ms,fitted_high_ms,fitted_over_measured
,publish,0.5,2,1,0.9,1.1,2.1,2,2.2,1.05
,publish,0.99,4,1,0.9,1.1,5,4.8,5.2,1.25
`,
      'correlations.csv': 'parameter,a,b\na,1,-0.95\nb,-0.95,1\n',
    },
  );
  expect(answers(fit)).toEqual([
    '1 of 2 quantiles are within 10% of the measured ones; further off: publish p99 (1.25 times).',
    'a is 145 us (140 us to 150 us); b is 2 s, at the edge of its range or not seen by the data.',
    'Hardly told apart: a and b (-0.95); more of the one with less of the other fits as well.',
  ]);
});

const sweep = (labels: number, csv: string): string =>
  page(
    {
      command: 'sweep',
      finding: 'f',
      question: 'what changes?',
      tables: [{ file: 'results', title: 'Common numbers', labels }],
    },
    { 'results.csv': csv },
  );

test('report/page/linePanels, report/page/heatMap, report/page/barPanels, report/page/multiples: a sweep of one number is lines; of two a map; of names bars; of many at once dots', () => {
  const lines = sweep(
    1,
    'users,verdict,p99_ms,lost\n100,steady,5,0\n200,steady,8,0\n400,overloaded,,0\n',
  );
  expect(answers(lines)).toEqual([
    'p99 goes from 5.00 ms (users 100) to 8.00 ms (users 200). No steady state at users 400. lost is 0 everywhere.',
  ]);
  expect([count(lines, 'line k0'), count(lines, 'cross')]).toEqual([2, 2]);
  const cells = [1, 2, 3].flatMap((a) => [1, 2, 3].map((b) => `${a},${b} ms,${a * b}`));
  const map = sweep(2, ['a,b,p99_ms', ...cells, ''].join('\n'));
  expect(count(map, 'cell')).toBe(18);
  const bars = sweep(1, 'case,p99_ms\nwith,5\nwithout,7\n');
  expect([count(bars, 'blue'), count(bars, 'hatched')]).toEqual([2, 2]);
  const dots = sweep(2, 'a,b,p99_ms\n1,4,5\n2,3,6\n3,2,7\n4,1,8\n');
  expect(dots).toContain('p99 against a');
  expect(dots).toContain('p99 against b');
});

test('report/page/pictures: each picture as a file: named, with its question, without variables or a script', () => {
  const files = new Map([
    ['manifest.json', '{"command":"sensitivity"}'],
    [
      'effects.csv',
      'response,factor,from,to,mu_star,mu,mu_low,mu_high,sigma,n\np99_ms,a,1,9,1,-1,-2,0,1,4\n',
    ],
    ['indices.csv', 'response,factor,first\n'],
  ]);
  const pictures = pictureFiles(files);
  expect([...pictures.keys()]).toEqual(['effects']);
  const svg = pictures.get('effects') ?? '';
  expect(svg).toContain('<title>Which numbers move p99 most? a from 1 to 9');
  expect(svg).toMatch(/\.blue\{fill:#\w+\}/);
  expect(svg.match(/var\(|<script|@media|undefined|NaN/g)).toBeNull();
});

test('a table with a question of its own has it as heading, and what answers it', () => {
  const text = page(
    {
      command: 'experiment',
      experiment: 'claims',
      question: 'which hold?',
      finding: 'One of one holds.',
      tables: [
        { file: 'results-1', title: 'Claims', labels: 0 },
        { file: 'results-2', title: 'Rule', labels: 1, question: 'more is more', answer: 'Holds.' },
      ],
    },
    {
      'results-1.csv': 'claim,verdict\nmore is more,holds\n',
      'results-2.csv': 'brokers,throughput_per_s\n3,100\n9,290\n',
    },
  );
  expect(answers(text)).toEqual(['One of one holds.', 'Holds.']);
  expect(text).toMatch(/<h3[^>]*><a[^>]*>More is more\?</);
  expect(count(text, 'line k0')).toBe(2);
});

test('what helps most is what surely does: an interval over zero is no help', () => {
  const change = (resource: string, value: number, low: number, high: number): Row => ({
    model: 'm',
    resource,
    p99_change_ms: String(value),
    p99_change_low_ms: String(low),
    p99_change_high_ms: String(high),
  });
  const all = [change('unsure', -6, -19, 7), change('sure', -2.5, -4.4, -0.6)];
  const results = {
    model: 'm',
    summary: {},
    facts: {},
    rows: (table: string) => (table === 'bottlenecks' ? all : []),
  };
  expect(tornadoFigure(results).answer).toBe(
    'sure 10% faster makes p99 2.50 ms lower (-4.40 ms to -0.600 ms), more than any other of which it is sure; unsure may do more.',
  );
});
