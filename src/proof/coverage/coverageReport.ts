/** The table of a coverage study, for people and as CSV. */
import { LEAST_COVERED, LEAST_REFUSED, MOST_COVERED } from './coverage.js';
import { inTenths } from '../verify.js';
import { csvText } from '../../report/csv.js';
import { table, WIDTH } from '../../report/table.js';

export interface CoverageLine {
  readonly name: string;
  /** Whether every interval should be refused. */
  readonly undersized: boolean;
  readonly quantity: string;
  readonly studies: number;
  readonly given: number;
  readonly covered: number;
  readonly tooLow: number;
  readonly tooHigh: number;
  readonly relativeHalfWidth: number;
  /** 95% interval of the coverage. */
  readonly low: number;
  readonly high: number;
}

export function coverageTable(lines: readonly CoverageLine[]): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '-' : inTenths(part / whole);
  return table(
    ['model', 'of', 'runs', 'given', 'cover', '95% interval', 'below', 'above', '±', 'asked'],
    lines.map((line) => [
      line.name,
      line.quantity,
      String(line.studies),
      share(line.given, line.studies),
      share(line.covered, line.given),
      line.given === 0 ? '-' : `${share(line.low, 1).replace('%', '')} to ${share(line.high, 1)}`,
      share(line.tooLow, line.given),
      share(line.tooHigh, line.given),
      share(line.given === 0 ? 0 : line.relativeHalfWidth, line.given === 0 ? 0 : 1),
      asked(line),
    ]),
    WIDTH,
    2,
  );
}

function asked({ undersized, given, studies, covered, quantity }: CoverageLine): string {
  if (undersized) {
    // A median needs less, and is not asked about.
    if (quantity === 'p50') return '-';
    return studies - given >= LEAST_REFUSED * studies ? 'refused' : 'NOT REFUSED';
  }
  if (given === 0) return '-';
  const share = covered / given;
  const inside = share >= LEAST_COVERED && share <= MOST_COVERED;
  const range = `${100 * LEAST_COVERED} to ${100 * MOST_COVERED}%`;
  return `${inside ? 'in' : 'NOT IN'} ${range}`;
}

export function coverageCsv(lines: readonly CoverageLine[]): string {
  return csvText(
    [
      'model',
      'quantity',
      'studies',
      'given',
      'covered',
      'too_low',
      'too_high',
      'half_width_relative',
    ],
    lines.map((line) => [
      line.name,
      line.quantity,
      line.studies,
      line.given,
      line.covered,
      line.tooLow,
      line.tooHigh,
      line.given === 0 ? '' : line.relativeHalfWidth,
    ]),
  );
}
