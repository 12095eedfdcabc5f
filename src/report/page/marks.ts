/** How a promise went, by shape and not by color alone: kept, left open, broken. */
import { text } from './drawing.js';
import { coordinate, element, type Child } from './markup.js';

export type Answer = 'kept' | 'open' | 'broken';

export function answerIn(cell: string): Answer {
  return cell === 'kept' || cell === 'broken' ? cell : 'open';
}

/** A disc, a ring or a cross. */
export function mark(x: number, y: number, answer: Answer, hint: string): Child {
  const title = element('title', {}, hint);
  if (answer === 'broken') {
    const d = `M${coordinate(x - 5)},${coordinate(y - 5)}l10,10m0,-10l-10,10`;
    return element('path', { d, class: 'cross' }, title);
  }
  const kind = answer === 'kept' ? 'keeps' : 'open';
  return element('circle', { cx: x, cy: y, r: 5, class: kind }, title);
}

/** What the shapes mean. */
export function legend(x: number, y: number): Child[] {
  return [
    mark(x + 6, y, 'kept', 'kept'),
    text(x + 16, y + 4, 'kept', { class: 'small' }),
    mark(x + 66, y, 'open', 'open'),
    text(x + 76, y + 4, 'not shown either way', { class: 'small' }),
    mark(x + 224, y, 'broken', 'broken'),
    text(x + 234, y + 4, 'broken', { class: 'small' }),
  ];
}
