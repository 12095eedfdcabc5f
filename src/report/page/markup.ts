/**
 * Elements of HTML and SVG. Text and attributes are escaped where they are written, so that no name
 * of a model can become markup; only what `element` and `constant` made is taken as it is.
 */

export class Markup {
  constructor(readonly text: string) {}
}

/** Null is left out. */
export type Child = Markup | string | number | null | readonly Child[];

/**
 * Numbers are coordinates: to a tenth. True is an attribute without a value; null and false are
 * left out.
 */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** Elements of HTML whose end may be left out where another begins, which is shorter. */
const OPEN = new Set(['td', 'th', 'tr']);
/** Elements of HTML that have no end, and of SVG that are written shorter without one. */
const ENDLESS = new Set(['meta', 'col', 'br', 'hr', 'wbr']);
const SHORT = new Set(['rect', 'line', 'path', 'circle', 'polyline', 'polygon']);

export function element(
  name: string,
  attributes: Attributes = {},
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes).map(([key, value]) => attribute(key, value));
  const head = `<${name}${written.join('')}`;
  if (ENDLESS.has(name)) return new Markup(`${head}>`);
  const inner = children.map(textOf).join('');
  if (inner === '' && SHORT.has(name)) return new Markup(`${head}/>`);
  return new Markup(`${head}>${inner}${OPEN.has(name) ? '' : `</${name}>`}`);
}

/** What this project wrote itself: the style and the script. */
export function constant(text: string): Markup {
  return new Markup(text);
}

/** A coordinate as it is written: to a tenth of a pixel. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}

function attribute(key: string, value: string | number | boolean | null): string {
  if (value === null || value === false) return '';
  if (value === true) return ` ${key}`;
  return ` ${key}="${typeof value === 'number' ? coordinate(value) : escaped(value)}"`;
}

function textOf(child: Child): string {
  if (child === null) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'object') return child.map(textOf).join('');
  return escaped(String(child));
}
