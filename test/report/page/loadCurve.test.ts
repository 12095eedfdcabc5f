import { expect, test } from 'vitest';
import { loadCurveFigures } from '../../../src/report/page/loadCurve.js';
import type { ModelResults, Row } from '../../../src/report/page/results.js';

const point = (load: number, p99: number | null): Row => ({
  load: String(load),
  verdict: p99 === null ? 'overloaded' : 'steady',
  ...(p99 === null
    ? {}
    : { p50_ms: String(p99 / 2), p99_ms: String(p99), p99_low_ms: String(0.9 * p99) }),
  ...(p99 === null ? {} : { p99_high_ms: String(1.1 * p99) }),
});

function resultsOf(curve: readonly Row[]): ModelResults {
  const bottlenecks: Row[] = [{ resource: 'consumers.a', ceiling_users: '1000' }];
  return {
    model: 'm',
    summary: { users: '200' },
    facts: {},
    rows: (name: string) => (name === 'curve' ? curve : name === 'bottlenecks' ? bottlenecks : []),
  };
}

test('the knee is where p99 has doubled; what has no steady state is a cross', () => {
  const [figure] = loadCurveFigures(
    resultsOf([point(100, 10), point(500, 15), point(800, 21), point(950, 80), point(1050, null)]),
  );
  expect(figure.answer).toBe(
    "At 100 users p99 is 10.0 ms ± 10%, and 80.0 ms ± 10% at 950; p99 has doubled at 800 users, 4 times today's load; consumers.a is full at 1K users.",
  );
  const drawn = JSON.stringify(figure.draw?.(960));
  expect(drawn.match(/cross/g)).toHaveLength(1);
  expect(drawn).toContain('today: 200 users');
  expect(drawn).toContain('consumers.a: 1K');
});

test('without --curve there is no such picture', () => {
  expect(loadCurveFigures(resultsOf([]))).toEqual([]);
});
