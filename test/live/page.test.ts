/**
 * The live page in Chromium, where there is one (CHROME_PATH, or on the PATH), opened from its file
 * as the build made it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseModel } from '../../src/model/index.js';
import { LiveWorld } from '../../src/live/liveWorld.js';
import { linkOf, openLink } from '../../src/live/link.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { measured } from '../../src/live/measured.js';
import { verdictOf } from '../../src/report/page/head.js';
import { modelsOf, readResults } from '../../src/report/page/results.js';
import { chromiumPath } from '../support/platforms.js';
import { until } from '../support/until.js';

const executablePath = chromiumPath();
const file = 'dist/live.html';
const url = pathToFileURL(file).href;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;

const TEXT = `name: small
users: 2K
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 2 }
brokers: { count: 3 }
topic: { partitions: 12, replication_factor: 3 }
consumers: { workers: { instances: 4, threads: 1, processing_time: exponential(1 ms) } }
`;
const shared = {
  model: { name: 'small', text: TEXT, files: {} },
  other: null,
  seed: '7',
  placement: 0,
  speed: 10,
};

beforeAll(async () => {
  if (executablePath === undefined) return;
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath, args });
}, 60_000);

afterAll(async () => {
  if (executablePath !== undefined) await browser.close();
});

interface Opened {
  readonly page: Page;
  /** What it complained of, and asked the network for. */
  readonly odd: readonly string[];
}

async function open(
  hash = '',
  width = 1400,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const odd: string[] = [];
  page.on('console', (message) => odd.push(message.text()));
  page.on('pageerror', ({ message }) => odd.push(message));
  page.on('request', (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) odd.push(request.url());
  });
  await page.goto(url + hash);
  await page.waitForSelector('[data-node]');
  return { page, odd };
}

const textOf = async (page: Page, part: string): Promise<string> =>
  (await page.textContent(`[data-part=${part}]`)) ?? '';
const timeOf = async (page: Page): Promise<number> => parseFloat(await textOf(page, 'time'));
const step = (page: Page): Promise<void> => page.click('text=Step');

/** Of all elements that have it. */
function attributesOf(page: Page, name: string): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('[${name}]')].map((each) => each.getAttribute('${name}'))`,
  );
}

/** The number of its state, asked for anew. */
async function numberOf(page: Page): Promise<string> {
  await page.click('text=This state’s number');
  await until(async () => (await textOf(page, 'fingerprint')) !== '');
  return textOf(page, 'fingerprint');
}

const inBrowser = test.skipIf(executablePath === undefined || !existsSync(file));

inBrowser.each([
  [1400, 'light'],
  [390, 'dark'],
] as const)(
  'live/page/head: it opens at %s px, %s, without a fault',
  async (width, colorScheme) => {
    const { page, odd } = await open('', width, colorScheme);
    await page.click('[data-part=play]');
    await until(async () => (await timeOf(page)) > 1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.evaluate(axe);
    const faults = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
    );
    expect(faults).toEqual([]);
    expect(odd).toEqual([]);
    await page.close();
  },
);

inBrowser(
  'live/page/slidersView, live/page/verdict: a slider changes the model and the arithmetic within 100 ms',
  async () => {
    const { page } = await open();
    const before = await textOf(page, 'verdict');
    // The fastest of some tries: others are at work on the machine, too.
    const tries: number[] = [];
    for (const by of [-200, 30, -30, 30, -30]) {
      tries.push(
        await page.evaluate<number>(`new Promise((resolve) => {
      const slider = document.querySelector('[data-slider="users"]');
      const verdict = document.querySelector('[data-part=verdict]');
      const text = verdict.textContent;
      const began = performance.now();
      const seen = new MutationObserver(() => {
        if (verdict.textContent === text) return;
        seen.disconnect();
        resolve(performance.now() - began);
      });
      seen.observe(verdict, { subtree: true, childList: true, characterData: true });
      slider.value = String(Number(slider.value) + ${by});
      slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
    })`),
      );
    }
    expect(Math.min(...tries)).toBeLessThan(100);
    expect(await textOf(page, 'verdict')).not.toBe(before);
    const slider = page.locator('[data-slider="users"]');
    // Two fifths of a decade fewer than 10,000, and then three tenths of that back: 10^3.54.
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^3,\d\d\d$/);
    await page.close();
  },
);

inBrowser(
  'live/page/live, live/page/controls: its worlds are those of Node, rewind returns to them, and a killed instance shows in the lag',
  async () => {
    const { page, odd } = await open(await linkOf(shared));
    for (let steps = 0; steps < 4; steps++) await step(page);
    await until(async () => (await timeOf(page)) === 1);
    const parsed = parseModel(TEXT, { fileName: 'small.yaml' });
    if ('faults' in parsed) throw new Error('no model');
    const world = new LiveWorld(parsed.model, '7');
    world.advance(
      1,
      () => false,
      () => undefined,
    );
    const then = await numberOf(page);
    expect(then).toBe(world.fingerprint());
    world.close();
    await page.click('[data-part=play]');
    await until(async () => (await timeOf(page)) > 4);
    await page.click('[data-part=play]');
    expect(await numberOf(page)).not.toBe(then);
    await page.evaluate(`(() => {
    const track = document.querySelector('.track input');
    track.value = '1';
    track.dispatchEvent(new Event('change', { bubbles: true }));
  })()`);
    await until(async () => (await timeOf(page)) === 1);
    expect(await numberOf(page)).toBe(then);
    await page.click('[data-fault=consumer_down]');
    await page.click('[data-part=play]');
    // A quarter of 2,000/s is not read: 500 records a second.
    const waits = page.locator('[data-chart=waits] figcaption');
    await until(async () => /lag: workers [1-9][\d.]*K/.test((await waits.textContent()) ?? ''));
    expect(await timeOf(page)).toBeGreaterThan(2);
    expect(await page.locator('.mark').count()).toBe(1);
    expect(odd).toEqual([]);
    await page.close();
  },
);

inBrowser('names of a model never become markup', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const text = TEXT.replace('name: small', `name: '${name}'\nquestion: '${name}'`);
  const { page, odd } = await open(await linkOf({ ...shared, model: { name, text, files: {} } }));
  expect(await page.textContent('h1')).toBe(name);
  expect(await page.locator('img').count()).toBe(0);
  expect(odd).toEqual([]);
  await page.close();
});

inBrowser(
  'live/page/share, live/page/state: the link that the page gives holds what it shows',
  async () => {
    const { page } = await open(await linkOf(shared));
    await page.evaluate(`(() => {
    const slider = document.querySelector('[data-slider="users"]');
    slider.value = String(Number(slider.value) + 100);
    slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
  })()`);
    await page.click('[data-part=share]');
    await page.click('[data-part=link]');
    const before = await linkOf(shared);
    await until(() => Promise.resolve(new URL(page.url()).hash !== before));
    const found = await openLink(new URL(page.url()).hash);
    expect(found).toEqual({ ...shared, model: { ...shared.model, text: found.model.text } });
    // A tenth of a slider of two decades: 2,000 x 10^0.2.
    expect(found.model.text).toMatch(/^users: 3170$/m);
    await page.close();
  },
);

inBrowser('A | B: equal models are equal worlds, and a change of B is of B alone', async () => {
  const { page, odd } = await open(await linkOf({ ...shared, other: shared.model }));
  await step(page);
  await until(async () => (await timeOf(page)) > 0);
  const [first, second] = (await numberOf(page)).split(' and ');
  expect(second).toBe(first);
  await page.click('text=Model B');
  await page.evaluate(`(() => {
    const slider = document.querySelector('[data-slider="users"]');
    slider.value = String(Number(slider.value) + 30);
    slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
  })()`);
  const users = page.locator('[data-slider="users"]');
  const more = await users.getAttribute('aria-valuetext');
  // It begins anew, and goes on to where it was.
  await until(async () => {
    const [a, b] = (await numberOf(page)).split(' and ');
    return a === first && b !== a;
  });
  await page.click('text=Model A');
  expect(await users.getAttribute('aria-valuetext')).toBe('2,000');
  expect(more).not.toBe('2,000');
  expect(await page.locator('[data-picture^=graph-]').count()).toBe(2);
  expect(odd).toEqual([]);
  await page.close();
});

const SHORT = 'run: { warmup: 0.5 s, duration: 0.5 s }\n';
const CALLS = `users: 200
workload: { events_per_user: 1/s }
consumers: { workers: { processing_time: 1 ms } }
`;

inBrowser.each([
  ['small', TEXT.replace('2K', '200').replace('exponential(1 ms)', '1 ms')],
  // Nothing of it can play, so that it is measured unasked.
  ['calls', CALLS],
])(
  'live/page/app, live/page/still: Measure says what highwater run says of the same model and seed: %s',
  async (name, text) => {
    const model = { name, text: text + SHORT, files: {} };
    const { page, odd } = await open(await linkOf({ ...shared, model }));
    const plays = name === 'small';
    expect(await page.locator('[data-part=play]').count()).toBe(plays ? 1 : 0);
    await page.selectOption('.measure select', '0.1');
    if (plays) await page.click('[data-part=measure]');
    await page.waitForSelector('[data-part=measured]', { timeout: 60_000 });
    const how = { seed: '7', precision: 0.1, relief: true };
    const [results] = modelsOf(
      readResults(await measured(model, inlineExecutor(), how, '', () => 0)),
    );
    const shown = "document.querySelector('.report').shadowRoot.querySelector('.verdict')";
    const found = await page.evaluate(`${shown}.textContent`);
    expect(found).toBe(verdictOf(results));
    expect(found).toMatch(/holds 200 users .* p99 .* ±/);
    expect(odd).toEqual([]);
    await page.close();
  },
  90_000,
);

inBrowser('100,000 records a second run at real time', async () => {
  const text = readFileSync('models/10k-users.yaml', 'utf8');
  const model = { name: '10k-users', text, files: {} };
  const { page } = await open(await linkOf({ ...shared, model, speed: 1 }));
  await page.click('[data-part=play]');
  await until(async () => (await timeOf(page)) > 2);
  const speed = async (): Promise<number> => parseFloat(await textOf(page, 'speed'));
  // The best of some looks: others are at work on the machine, too.
  let best = 0;
  await until(async () => (best = Math.max(best, await speed())) > 0.9);
  await page.close();
});

inBrowser('a lesson opens its two models, and says what to do', async () => {
  const { page, odd } = await open();
  await page.click('[data-part=models]');
  await page.click('[data-lesson="partitions"]');
  await until(async () => /two partitions/.test(await textOf(page, 'lesson')));
  await until(async () => (await page.locator('[data-picture^=graph-]').count()) === 2);
  await page.evaluate(axe);
  const faults = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
  );
  expect(faults).toEqual([]);
  expect(odd).toEqual([]);
  await page.close();
});

inBrowser(
  'live/page/graphView, live/page/inspector, live/page/recordView: nodes, what is inside one, and a record',
  async () => {
    const { page, odd } = await open(await linkOf(shared));
    const nodes = await attributesOf(page, 'data-node');
    expect(nodes).toEqual(['producers', 'topic', 'consumers.workers']);
    for (let steps = 0; steps < 4; steps++) await step(page);
    await page.click('[data-node="consumers.workers"]');
    const inside = page.locator('[aria-label="inside consumers.workers"]');
    await until(async () => (await inside.count()) === 1);
    expect(await inside.textContent()).toMatch(/4 of 4 instances.*lag by partition/s);
    // Twelve partitions, a bar each.
    const lags = inside.locator('.bars').first();
    expect(await lags.getAttribute('aria-label')).toMatch(/^12 of them/);
    await page.click('[data-part=follow]');
    const hops = page.locator('table.hops');
    await until(async () => (await hops.count()) === 1);
    const times = await hops.locator('tbody td:nth-child(3)').allTextContents();
    const inSeconds = (text: string): number =>
      parseFloat(text) * ({ us: 1e-6, ms: 1e-3, s: 1 }[text.split(' ')[1]] ?? NaN);
    const [whole = ''] = (await hops.locator('caption').textContent())?.split(' from') ?? [];
    const sum = times.map(inSeconds).reduce((all, each) => all + each, 0);
    // Each is written with three digits.
    expect(Math.abs(sum / inSeconds(whole) - 1)).toBeLessThan(0.02);
    expect(odd).toEqual([]);
    await page.close();
  },
);

inBrowser(
  'live/page/chart, live/page/charts, live/page/faults: what has happened, and what breaks',
  async () => {
    const { page, odd } = await open(await linkOf(shared));
    for (let steps = 0; steps < 8; steps++) await step(page);
    await until(async () => (await timeOf(page)) === 2);
    const titles = await attributesOf(page, 'data-chart');
    expect(titles).toEqual(expect.arrayContaining(['latency', 'waits']));
    const lines = page.locator('[data-chart=latency] path.line');
    // p99 and p50, each over the slices that there have been.
    expect(await lines.count()).toBe(2);
    await page.click('[data-fault=consumer_down]');
    await step(page);
    await until(async () => (await page.locator('.marks li').count()) === 1);
    expect(await page.locator('[data-chart=latency] .band').count()).toBe(1);
    expect(odd).toEqual([]);
    await page.close();
  },
);

inBrowser(
  'live/page/editor, live/page/modelPanel: a mistake is told with its place, and gone when it is mended',
  async () => {
    const { page } = await open(await linkOf(shared));
    const editor = page.locator('[aria-label="the model as YAML"]');
    expect(await editor.textContent()).toContain('replication_factor: 3');
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('brokres: 3');
    const faults = page.locator('[aria-label="faults of the model"] li');
    await until(async () => (await faults.count()) === 1);
    expect(await faults.first().textContent()).toMatch(/^8:1 .*brokres.*brokers/s);
    for (let signs = 0; signs < 'brokres: 3'.length; signs++)
      await page.keyboard.press('Backspace');
    await until(async () => (await faults.count()) === 0);
    await page.click('[data-part=compare]');
    await until(async () => (await page.locator('[aria-label="system B"]').count()) === 1);
    await page.close();
  },
);

inBrowser(
  'live/page/measure, live/page/studyWorker, live/page/files: what is typical, and the report as a file',
  async () => {
    const text = TEXT.replace('2K', '200') + 'run: { warmup: 0.5 s, duration: 1 s }\n';
    const { page, odd } = await open(await linkOf({ ...shared, model: { ...shared.model, text } }));
    await page.selectOption('.measure select', '0.1');
    await page.click('[data-part=measure]');
    await until(async () => (await page.locator('[data-part=measured]').count()) === 1);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.click('text=Save the report'),
    ]);
    expect(saved.suggestedFilename()).toBe('small-report.html');
    const report = readFileSync(await saved.path(), 'utf8');
    expect(report).toMatch(/^<!doctype html>/i);
    expect(report).toMatch(/[\d.]+ ms ± [\d.]+%/);
    expect(odd).toEqual([]);
    await page.close();
  },
);
