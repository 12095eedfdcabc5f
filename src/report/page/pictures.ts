/**
 * Each picture of a page as a file of its own, for slides and papers: SVG without a script, a
 * variable or a second color scheme, so that programs other than browsers draw it, too.
 */
import { figuresIn } from './page.js';
import { HATCH } from './document.js';
import { WIDE } from './figure.js';
import { constant, element } from './markup.js';
import { readResults } from './results.js';
import { PICTURE_STYLE } from './style.js';

/** By the name of the picture: `m1-headroom`, without an ending. */
export function pictureFiles(files: ReadonlyMap<string, string>): Map<string, string> {
  const style = constant(plainStyle(PICTURE_STYLE));
  const all = new Map<string, string>();
  for (const { name, figure } of figuresIn(readResults(files))) {
    if (figure.draw === null) continue;
    const { height, body } = figure.draw(WIDE);
    const [wide, tall] = [WIDE + 2 * MARGIN, Math.ceil(height) + 2 * MARGIN];
    const svg = element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width: wide,
        height: tall,
        viewBox: `${-MARGIN} ${-MARGIN} ${wide} ${tall}`,
        role: 'img',
      },
      element('title', {}, `${figure.question} ${figure.answer}`),
      element('desc', {}, figure.reading),
      element('style', {}, style),
      HATCH,
      element('rect', { x: -MARGIN, y: -MARGIN, width: wide, height: tall, fill: '#fff' }),
      body,
    );
    all.set(name, `${svg.text}\n`);
  }
  return all;
}

const MARGIN = 12;

/** Variables as the colors that they are by day. */
function plainStyle(style: string): string {
  const day = style.replaceAll(/@media[^{]*\{[^{}]*\{[^{}]*\}\s*\}/g, '');
  const colors = new Map(
    [...day.matchAll(/(--\w+):([^;}]+)/g)].map(([, name, value]) => [name, value]),
  );
  return day
    .replaceAll(/--\w+:[^;}]+;?/g, '')
    .replaceAll(/var\((--\w+)\)/g, (_, name: string) => colors.get(name) ?? 'none');
}
