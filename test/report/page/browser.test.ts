/**
 * The page in Chromium, where there is one (CHROME_PATH, or on the PATH): opened from its file it
 * asks the network for nothing, complains of nothing, needs no sideways scrolling on a desk or a
 * phone, and axe-core finds no fault in it.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../../src/cli/program.js';
import { chromiumPath } from '../../support/platforms.js';

const executablePath = chromiumPath();
const root = mkdtempSync(join(tmpdir(), 'highwater-browser-'));
const model = join(root, 'two.yaml');
writeFileSync(
  model,
  `users: 200
workload: { events_per_user: 5/s }
producers: { count: 2 }
brokers: { count: 2 }
topic: { partitions: 4 }
consumers:
  mail: { instances: 2, processing_time: exponential(1 ms), store: kept }
  audit: { processing_time: exponential(1 ms) }
stores: { kept: { shards: 2 } }
faults: { crash: { kind: consumer_down, at: 1 s, length: 1 s } }
run: { warmup: 1 s, duration: 4 s }
`,
);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;

beforeAll(async () => {
  if (executablePath === undefined) return;
  const output = { out: () => undefined, error: () => undefined };
  const argv = ['run', model, '--trials', '30', '--workers', '1', '--quiet', '--out', root];
  expect(await main(argv, output)).toBe(0);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath, args });
}, 60_000);

afterAll(async () => {
  if (executablePath !== undefined) await browser.close();
});

test.skipIf(executablePath === undefined).each([
  [1400, 'light'],
  [390, 'dark'],
] as const)('the page at %s px, %s', async (width, colorScheme) => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const odd: string[] = [];
  page.on('console', (message) => odd.push(message.text()));
  page.on('pageerror', ({ message }) => odd.push(message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) odd.push(request.url());
  });
  await page.goto(pathToFileURL(join(root, 'report.html')).href);
  await page.evaluate(
    "document.querySelectorAll('details').forEach((each) => { each.open = true; })",
  );
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  for (const figure of ['common', 'groups', 'parts', 'time', 'trials']) {
    expect(await page.locator(`#${figure} svg`).count(), figure).toBe(2);
  }
  // The script has run: heads of tables sort.
  expect(await page.locator('th button').count()).toBeGreaterThan(10);
  await page.evaluate(axe);
  const faults = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
  );
  expect(faults).toEqual([]);
  expect(odd).toEqual([]);
  await page.close();
});
