/**
 * A picture of a result's page as a file of its own, which a README can show:
 *
 *     node tools/picture.mjs results/order-processing system pictures/order-processing.svg
 *
 * The folder is one that `highwater run` has written; the figure is named as in the page's
 * addresses (#system, #headroom, #latency, #stages, #relief, #time; of several models m1-system and
 * so on).
 */
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, stderr, exit } from 'node:process';
import { HATCH } from '../dist/src/report/page/document.js';
import { PICTURE_STYLE } from '../dist/src/report/page/style.js';

const [folder, figure, file] = argv.slice(2);
if (file === undefined) {
  stderr.write('node tools/picture.mjs FOLDER FIGURE FILE.svg\n');
  exit(2);
}
const page = readFileSync(join(folder, 'report.html'), 'utf8');
const begin = page.indexOf(`<svg class="wide"`, page.indexOf(`<section id="${figure}"`));
const end = page.indexOf('</svg>', begin);
if (begin < 0 || end < 0) {
  stderr.write(`${folder}/report.html has no picture ${figure}\n`);
  exit(2);
}
const inner = page.slice(page.indexOf('>', begin) + 1, end);
const [, box, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(page.slice(begin, begin + 200));
// Not every program that shows pictures knows variables: the light colors, in their places.
const light = PICTURE_STYLE.slice(0, PICTURE_STYLE.indexOf('@media'));
const colors = new Map(
  [...light.matchAll(/(--\w+):(#\w+)/g)].map(([, name, color]) => [name, color]),
);
const style =
  `${light}${PICTURE_STYLE.slice(PICTURE_STYLE.indexOf('svg .name'))}svg{background:var(--paper)}`
    .replaceAll(/--\w+:#\w+;/g, '')
    .replaceAll(/var\((--\w+)\)/g, (_, name) => colors.get(name));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${box}" height="${height}" viewBox="0 0 ${box} ${height}" role="img"><style>${style}</style>${HATCH.text}${inner}</svg>\n`,
);
