/**
 * The page around its parts: one file that needs no network and no script to be read. Its
 * Content-Security-Policy lets nothing in but its own style and script, by their hashes.
 */
import { constant, element, type Child, type Markup } from './markup.js';
import { SCRIPT } from './script.js';
import { PAGE_STYLE, PICTURE_STYLE } from './style.js';

/** SHA-256 in base64, of UTF-8: whoever calls has it from the platform. */
export type Hash = (text: string) => string;

const STYLE = `${PAGE_STYLE}${PICTURE_STYLE}`;

/** Hatching, which stands beside color; pictures refer to it by its name. */
export const HATCH: Markup = element(
  'defs',
  {},
  element(
    'pattern',
    {
      id: 'hatch',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    element('rect', { class: 'h1', width: 6, height: 6 }),
    element('line', { class: 'h2', x1: 1, y1: 0, x2: 1, y2: 6 }),
  ),
);

/** The whole file; `call`: the command that repeats the result. */
export function documentText(
  title: string,
  body: readonly Child[],
  foot: string,
  hash: Hash,
): string {
  const policy = `default-src 'none'; style-src 'sha256-${hash(STYLE)}'; script-src 'sha256-${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const html = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('title', {}, title),
      element('style', {}, constant(STYLE)),
    ),
    element(
      'body',
      {},
      element('svg', { class: 'defs', width: 0, height: 0, 'aria-hidden': 'true' }, HATCH),
      body,
      element('footer', { class: 'foot' }, foot),
      element('script', {}, constant(SCRIPT)),
    ),
  );
  return `<!doctype html>\n${html.text}\n`;
}

/** The command that gives the same bytes again. */
export function callBlock(call: string): Markup {
  return element(
    'div',
    { class: 'call' },
    element('pre', { tabindex: '0', 'aria-label': 'the command that repeats this' }, call),
  );
}
