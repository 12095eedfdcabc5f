/**
 * Whether it may be believed: p99 of each section of the trials beside that of all, and the audits.
 */
import { axisLeft, bar, dots, line, linearScale, text } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import type { Child } from './markup.js';
import { known, numberIn, textIn, type Known, type ModelResults } from './results.js';
import { milliseconds, plusMinus, roundMilliseconds, shortNumber } from './words.js';

interface Section {
  readonly name: string;
  /** ms. */
  readonly p99: number;
}

export function trialsFigure(results: ModelResults): Figure {
  const { summary, rows } = results;
  const all = known(summary, 'p99', 'ms');
  const sections = rows('sections').flatMap((row): Section[] => {
    const p99 = numberIn(row, 'p99_ms');
    return p99 === null ? [] : [{ name: textIn(row, 'section'), p99 }];
  });
  const columns = ['section', 'trials', 'records', 'p50_ms', 'p99_ms', 'mean_ms'];
  return {
    name: 'trials',
    question: 'May I believe it?',
    answer: answerOf(results, sections),
    reading:
      'A dot is p99 of one section of the trials, each with random numbers of its own; the band is the 95% interval of p99 of all of them together, which is narrower than the dots lie apart.',
    draw: sections.length < 2 ? null : (width) => draw(sections, all, width),
    data: [
      {
        columns,
        rows: rows('sections').map((row) =>
          columns.map((column) => shortNumber(textIn(row, column))),
        ),
      },
    ],
  };
}

function answerOf({ summary, facts }: ModelResults, sections: readonly Section[]): string {
  const trials = numberIn(summary, 'replications') ?? 0;
  const failed = facts.audits_failed;
  const audits =
    failed === undefined
      ? ''
      : failed.length === 0
        ? ' Every trial passed its audits: records in are records out, dropped or inside, stages add up to latencies, queues obey Little’s law, and nothing is busier than always.'
        : ` ${failed.length} audits failed: ${failed.map(({ law, where }) => `${law} (${where})`).join('; ')}.`;
  const p99 = known(summary, 'p99', 'ms');
  const values = sections.map((section) => section.p99);
  const range =
    values.length < 2
      ? ''
      : ` In its ${values.length} sections it lies between ${milliseconds(Math.min(...values))} and ${milliseconds(Math.max(...values))}.`;
  const warm = numberIn(summary, 'warmup_s') ?? 0;
  const window = numberIn(summary, 'window_s') ?? 0;
  return `${trials} trials of ${milliseconds(window * 1e3)} after ${milliseconds(warm * 1e3)} of warm-up give p99 ${plusMinus(p99, milliseconds)}.${range}${audits}`;
}

function draw(sections: readonly Section[], all: Known | null, width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [70, width - 30] : [54, width - 10];
  const [top, bottom] = [10, wide ? 180 : 150];
  const values = sections.map(({ p99 }) => p99);
  const ends = [...values, all?.low ?? values[0], all?.high ?? values[0]];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = (high - low || high) * 0.1;
  const y = linearScale(ends, bottom, top).domain([Math.max(0, low - room), high + room]);
  const step = (right - left) / sections.length;
  const body: Child[] = axisLeft(y, left, right, roundMilliseconds, 4);
  if (all !== null) {
    if (all.low !== null && all.high !== null) {
      body.push(bar(left, y(all.high), right - left, y(all.low) - y(all.high), 'band'));
    }
    body.push(line(left, y(all.value), right, y(all.value), 'today'));
  }
  const places = sections.map(({ name, p99 }, index) => ({
    x: left + (index + 0.5) * step,
    y: y(p99),
    hint: `section ${name}: ${milliseconds(p99)}`,
  }));
  body.push(dots(places, 0, wide));
  body.push(text(left, bottom + 18, 'sections of the trials, in their order', { class: 'tick' }));
  return { height: bottom + 24, body };
}
