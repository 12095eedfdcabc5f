/** Latency against load (`run --curve`): curve.csv. */
import type { CurvePoint } from '../experiments/curvePoint.js';
import { column, latency, text } from './column.js';
import { tableOf, type Part } from './studyTable.js';

type Row = Part<CurvePoint>;

export const CURVE = tableOf<CurvePoint>(
  'curve',
  'a load, from a tenth of the one that fills the first resource to a little above it: a short study of its own, on the same random numbers. No row without --curve',
  ({ curve }) => curve,
  [
    column(
      'load',
      'users or records/s',
      'users; of a model without users records a second',
      ({ part }) => part.load,
    ),
    column(
      'load_share',
      'share',
      'of the load that fills the first resource, by arithmetic',
      ({ part }) => part.share,
    ),
    text('verdict', 'steady or overloaded', ({ part }) =>
      part.overloaded ? 'overloaded' : 'steady',
    ),
    ...latency<Row>('p50', 'median latency from end to end', ({ part }) => part.p50),
    ...latency<Row>('p99', 'p99 of the same', ({ part }) => part.p99),
  ],
);
