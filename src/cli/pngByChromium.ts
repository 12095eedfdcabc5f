/** A picture as PNG, by a Chromium on this machine: it starts, draws one file, and ends. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { croppedPng } from './croppedPng.js';
import { UsageError } from './usageError.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
/** As many pixels each way for each unit of the picture. */
export const ZOOM = 2;
const MOST_MS = 60_000;
/** A window's own parts take some of its height, so it is made higher, and cut off below. */
const SPARE = 200;

/** CHROME_PATH, or the first on the PATH; null where there is none. */
export function chromiumPath(): string | null {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH !== undefined && CHROME_PATH !== '') return CHROME_PATH;
  const places = PATH.split(delimiter).filter((place) => place !== '');
  const files = places.flatMap((place) => NAMES.map((name) => join(place, name)));
  return files.find((file) => existsSync(file)) ?? null;
}

/** Throws UsageError where it draws nothing. */
export function drawnByChromium(chromium: string, svg: string): Uint8Array {
  const [, width = '1000', height = '600'] =
    /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'highwater-picture-'));
  try {
    const [page, image] = ['picture.html', 'picture.png'].map((name) => join(folder, name));
    const head =
      '<!doctype html><meta charset="utf-8"><style>body{margin:0}svg{display:block}</style>';
    writeFileSync(page, `${head}${svg}`);
    // A browser refuses its sandbox to root.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const argv = [
      ...sandbox,
      ...['--headless', '--hide-scrollbars', `--force-device-scale-factor=${ZOOM}`],
      ...[`--user-data-dir=${folder}`, `--window-size=${width},${Number(height) + SPARE}`],
      ...[`--screenshot=${image}`, pathToFileURL(page).href],
    ];
    const { error, stderr } = spawnSync(chromium, argv, { timeout: MOST_MS, encoding: 'utf8' });
    if (existsSync(image)) return croppedPng(readFileSync(image), Number(height) * ZOOM);
    const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    throw new UsageError(`--figures png: ${chromium} has drawn nothing (${why})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
