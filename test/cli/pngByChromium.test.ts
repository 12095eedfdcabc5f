import { expect, test } from 'vitest';
import { chromiumPath, drawnByChromium } from '../../src/cli/pngByChromium.js';

test('a picture as PNG, two pixels for each of its units', ({ skip }) => {
  const chromium = chromiumPath();
  if (chromium === null) return skip('no Chromium is here (CHROME_PATH, or on the PATH)');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="9" height="9"/></svg>';
  const png = Buffer.from(drawnByChromium(chromium, svg));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 800]);
}, 60_000);
