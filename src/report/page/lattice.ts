/** Small multiples: panels of one size side by side, each with its title. */
import { linearScale, logScale, text, type Scale } from './drawing.js';
import { WIDE, type Drawing } from './figure.js';
import type { Child } from './markup.js';
import type { Quantity } from './quantity.js';
import type { Known } from './results.js';

/**
 * Where a panel may draw; axes stand left of `left` and below `bottom`, names between `right` and
 * `edge`.
 */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly edge: number;
}

export interface Panel {
  readonly title: string;
  readonly draw: (box: Box) => readonly Child[];
}

export interface PanelSize {
  /** Room for the axis, and for names at the right. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

const [TITLE, AXIS, BETWEEN] = [30, 24, 14];

/** Two columns where there is room, one on a phone. */
export function lattice(panels: readonly Panel[], width: number, size: PanelSize): Drawing {
  const columns = width === WIDE && panels.length > 1 ? 2 : 1;
  const each = (width - (columns - 1) * BETWEEN) / columns;
  const step = TITLE + size.height + AXIS + BETWEEN;
  const body = panels.flatMap(({ title, draw }, index): Child[] => {
    const x = (index % columns) * (each + BETWEEN);
    const y = Math.floor(index / columns) * step;
    const box = {
      left: x + size.left,
      top: y + TITLE,
      right: x + each - size.right,
      bottom: y + TITLE + size.height,
      edge: x + each,
    };
    return [text(x + 2, y + 14, title, { class: 'strong' }), ...draw(box)];
  });
  return { height: Math.ceil(panels.length / columns) * step, body };
}

/**
 * More than so many times from the least to the most, and a linear axis would hide what is small.
 */
const WIDE_RANGE = 30;

/** From zero, or logarithmic where the values differ much. */
export function responseScale(
  quantity: Quantity,
  values: readonly (Known | null)[],
  from: number,
  to: number,
): Scale {
  const all = values.flatMap((each) =>
    each === null ? [] : [each.value, each.low ?? each.value, each.high ?? each.value],
  );
  const middle = values.flatMap((each) => (each === null ? [] : [each.value]));
  const [least, most] = [Math.min(...middle), Math.max(...middle)];
  return least > 0 && most / least > WIDE_RANGE
    ? logScale(all, from, to, 1.15)
    : linearScale([0, ...all], from, to, quantity.unit(all));
}
