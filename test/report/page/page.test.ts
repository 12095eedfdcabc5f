/** The page of a run, made of the files that the run itself wrote. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { resultFiles } from '../../../src/cli/pageFile.js';
import { main } from '../../../src/cli/program.js';
import { pageText } from '../../../src/report/page/page.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-page-'));
const out = join(root, 'out');
const model = join(root, 'small.yaml');
const EVIL = '</title><script>alert(1)</script><img src=x onerror="alert(2)">';
writeFileSync(
  model,
  `question: "${EVIL.replaceAll('"', "'")} & who?"
users: 100
workload: { events_per_user: 5/s }
producers: { count: 1 }
brokers: { count: 1, time_per_request: exponential(1 ms) }
topic: { partitions: 2 }
consumers:
  mail: { processing_time: exponential(1 ms), store: kept }
stores: { kept: { time_per_request: exponential(1 ms) } }
faults: { rush: { kind: surge, factor: 1.5, at: 1 s, length: 1 s } }
run: { warmup: 1 s, duration: 3 s }
`,
);

async function call(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = {
    out: (line: string) => void lines.push(line),
    error: (line: string) => void errors.push(line),
  };
  expect(await main(argv, output), errors.join('\n')).toBe(0);
  return lines.join('\n');
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
let page = '';
let files: Map<string, string>;

beforeAll(async () => {
  await call('run', model, '--out', out, '--trials', '60', '--workers', '1', '--quiet');
  page = readFileSync(join(out, 'report.html'), 'utf8');
  files = resultFiles(out);
}, 60_000);

test('show --html makes the very same page from the other files', async () => {
  writeFileSync(join(out, 'report.html'), 'gone');
  expect(await call('show', out, '--html')).toBe(join(out, 'report.html'));
  expect(readFileSync(join(out, 'report.html'), 'utf8') === page).toBe(true);
});

test('cli/runCommand, cli/runOptions: --no-html leaves the page out', async () => {
  const folder = join(root, 'plain');
  await call(
    'run',
    model,
    '--out',
    folder,
    '--trials',
    '1',
    '--workers',
    '1',
    '--quiet',
    '--no-html',
  );
  expect(readdirSync(folder)).toContain('summary.csv');
  expect(readdirSync(folder)).not.toContain('report.html');
});

test('report/page/markup: what a model says is text, never markup', () => {
  const named = new Map(
    [...files].map(([name, text]) => [
      name,
      name.endsWith('.csv') ? text.replaceAll('brokers.handlers', '<b>x</b>') : text,
    ]),
  );
  for (const text of [page, pageText(named, hash)]) {
    expect(text.includes('alert(1)')).toBe(true);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text.match(/<(?:img|b)\b/g)).toBeNull();
  }
});

test('report/page/document: nothing is let in but the style and the script of the page itself, by their hashes', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  const allowed = policy.replaceAll('&#39;', "'").split('; ');
  const [style, script] = ['style', 'script'].map((name) =>
    hash(new RegExp(`<${name}>([^]*?)</${name}>`).exec(page)?.[1] ?? ''),
  );
  expect(allowed).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${style}'`,
    `script-src 'sha256-${script}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  // A style that no hash allows would be left out, and an address would ask the network.
  expect(page.match(/ style=|<[^>]* on\w+=|https?:/g)).toBeNull();
});

/** The sections of the page that are figures. */
function figures(text: string): string[] {
  return text.match(/<section id="[^"]*" class="figure">[^]*?<\/section>/g) ?? [];
}

test('report/page/figure: every figure is a question with an answer; every picture has a name, a description and its numbers', () => {
  expect(figures(page).length).toBeGreaterThanOrEqual(6);
  for (const figure of figures(page)) {
    expect(figure).toMatch(
      /<h3 id="[\w-]+"><a href="#[\w-]+">[^<]+\?<\/a><\/h3><p class="answer">[^<]+\.<\/p>/,
    );
    for (const [svg] of figure.matchAll(/<svg[^]*?<\/svg>/g)) {
      const [, title, description] =
        /role="img" aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"/.exec(svg) ?? [];
      expect(figure).toMatch(new RegExp(`<h3 id="${title}"><a [^>]*>[^<]+</a>`));
      expect(figure).toMatch(new RegExp(`<p id="${description}" class="reading">[^<]+</p>`));
      expect(figure).toMatch(/<table>/);
    }
  }
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('report/page/drawing: no coordinate is missing, and none lies outside its picture by much', () => {
  const body = page.replace(/<(script|style)>[^]*?<\/\1>/g, '');
  expect(body.match(/.{0,40}(?:NaN|Infinity|undefined|null).{0,40}/g)).toBeNull();
  for (const [, width, text] of page.matchAll(/viewBox="0 0 (\d+) \d+"([^]*?)<\/svg>/g)) {
    for (const [, x] of text.matchAll(/ (?:x|cx|x1|x2)="([^"]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(-1);
      expect(Number(x)).toBeLessThanOrEqual(Number(width));
    }
  }
});

test.each([
  ['stages', 'stages', 'mean of all, ms', 'mean_ms'],
  ['stages', 'stages', 'mean of the slowest 1%, ms', 'mean_of_slowest_ms'],
  ['headroom', 'bottlenecks', 'full at users', 'ceiling_users'],
  ['latency', 'quantiles', 'ms', 'latency_ms'],
  ['time', 'timeseries', 'arrived_per_second', 'arrived_per_second'],
  ['trials', 'sections', 'p99_ms', 'p99_ms'],
])(
  'report/page/results, report/page/waterfall, report/page/headroom, report/page/latencies, report/page/timelines, report/page/trials: the numbers of %s are those of %s.csv, to four digits: %s',
  (figure, file, shown, column) => {
    const rows: Record<string, string>[] = parse(files.get(`${file}.csv`) ?? '', { columns: true });
    const wanted = rows.flatMap((row) => (row[column] === '' ? [] : [Number(row[column])]));
    const section = figures(page).find((each) => each.includes(`<section id="${figure}"`)) ?? '';
    const heads = [...section.matchAll(/<th scope="col">([^<]*)/g)].map(([, head]) => head);
    const at = heads.findIndex((head) => head.replaceAll('&#39;', "'") === shown);
    const cells = [...section.matchAll(/<tr><th>([^]*?)(?=<tr>|<\/tbody>)/g)].flatMap(([, row]) => {
      const texts = row.split(/<[^>]*>/).filter((part, index) => index % 2 === 0 || part !== '');
      const cell =
        at === 0
          ? texts[0]
          : [...row.matchAll(/<td[^>]*>([^<]*)/g)].map(([, text]) => text)[at - 1];
      return cell === '' ? [] : [Number(cell.replaceAll(',', ''))];
    });
    expect(wanted.length).toBeGreaterThan(1);
    const order = (a: number, b: number): number => a - b;
    const sorted = wanted.sort(order);
    cells.sort(order).forEach((cell, index) => {
      expect(Math.abs(cell - sorted[index])).toBeLessThanOrEqual(5.1e-4 * Math.abs(sorted[index]));
    });
    expect(cells).toHaveLength(wanted.length);
  },
);

test('it is small, and made of the files alone: the same files give the same bytes', () => {
  expect(statSync(join(out, 'report.html')).size).toBeLessThan(300_000);
  expect(pageText(files, hash) === page).toBe(true);
});

test('report/page/graph: the graph has a node for each of what the model names, and what flows between them by arithmetic', () => {
  const edges: Record<string, string>[] = parse(files.get('edges.csv') ?? '', { columns: true });
  expect(edges.map(({ from, to, records_per_second }) => [from, to, records_per_second])).toEqual([
    ['producers', 'topic', '500'],
    ['topic', 'consumers.mail', '500'],
    ['consumers.mail', 'stores.kept', '500'],
  ]);
  const graph = figures(page).find((each) => each.includes('<section id="system"')) ?? '';
  expect(graph.match(/class="node(?: busiest)?"/g)).toHaveLength(2 * 4);
  expect(graph.match(/class="node busiest"/g)).toHaveLength(2);
});

test('report/page/head: the head answers in one sentence: p99 with its interval, what is full first and at how many users', () => {
  const [summary]: Record<string, string>[] = parse(files.get('summary.csv') ?? '', {
    columns: true,
  });
  const verdict = /<p class="verdict">([^<]*)<\/p>/.exec(page)?.[1] ?? '';
  expect(verdict).toContain('100 users');
  expect(verdict).toContain(`${summary['first_bottleneck']} is full first`);
  expect(verdict).toMatch(/p99 .*[\d.]+ m?s ± [\d.]+%/);
});

/** Two hops: the head and the pictures speak of the whole way. */
test('report/page/journeys: where groups send on, the page has the way from the event to its end, and the promises', async () => {
  const chain = join(root, 'chain.yaml');
  writeFileSync(
    chain,
    `promises: [p99(to mail) < 1 min, dropped = 0, p50(to mail) < 1 ms]
producers: { shop: { sends: orders, rate: 200/s, count: 1 } }
brokers: { count: 1 }
topics: { orders: { partitions: 2 }, paid: { partitions: 2 } }
consumers:
  pay: { reads: orders, processing_time: exponential(2 ms), sends: { paid: { after: 10 ms } } }
  mail: { reads: paid, processing_time: exponential(1 ms) }
run: { warmup: 1 s, duration: 4 s }
`,
  );
  const folder = join(root, 'chain');
  const output = { out: () => undefined, error: () => undefined };
  const argv = ['run', chain, '--out', folder, '--trials', '30', '--workers', '1', '--quiet'];
  // A promise is broken.
  expect(await main(argv, output)).toBe(5);
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(text).toContain('Where does the time from the event to mail go?');
  expect(text).not.toContain('Where does the latency come from?');
  expect(text).toMatch(/chain holds 200\/s at p99 to mail [\d.]+ ms/);
  expect(text).toContain(
    'Promises. Broken: p50(to mail) &#60; 1 ms. Kept: p99(to mail) &#60; 1 min and dropped = 0.',
  );
  for (const part of ['pay: producer_linger', 'mail: consumer_service', 'sent_later'])
    expect(text).toContain(part);
});

test('of several models every table and every address has a name of its own', async () => {
  const folder = join(root, 'several');
  const other = join(root, 'other.yaml');
  writeFileSync(other, readFileSync(model, 'utf8').replace('users: 100', 'users: 50'));
  const flags = ['--trials', '2', '--workers', '1', '--quiet', '--out', folder];
  await call('run', model, other, ...flags);
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  for (const what of [/ id="([^"]+)"/g, / aria-label="(The numbers of[^"]+)"/g]) {
    const names = [...text.matchAll(what)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(text.indexOf('<h2')).toBeLessThan(text.indexOf('<h3'));
});
