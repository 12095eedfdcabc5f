/**
 * M/M/1 and M/M/c through the model language, as a user would run them: mean and p99 of the time in
 * system against the closed forms, within two half-widths of the run's own 95% interval (fixed
 * seed; 5 assertions, family-wise error about 5e-4 were the intervals exact).
 */
import { describe, expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { study } from '../../src/experiments/study.js';
import type { Estimate } from '../../src/statistics/index.js';
import { validModel } from '../support/validModel.js';

const SERVICE_SECONDS = 0.001;

function station(rho: number, servers: number): string {
  return `users: 1
workload: { events_per_user: ${(rho * servers) / SERVICE_SECONDS}/s }
consumers: { server: { threads: ${servers}, processing_time: exponential(1 ms), propagation: 0 s } }
`;
}

async function latency(
  text: string,
): Promise<{ mean: Estimate; p99: Estimate; utilization: number }> {
  const model = validModel(text, { fileName: 'mm1.yaml' });
  const result = await study(model, inlineExecutor(), {
    seed: 'theory',
    precision: 0.05,
    budgetRecords: 4e6,
    fidelity: 'sampled',
    relief: false,
    trials: null,
    lengthened: null,
    transient: false,
    outOfTime: () => false,
    progress: () => undefined,
  });
  expect(result.audits).toEqual([]);
  const { mean, quantiles } = result.endToEnd;
  return {
    mean,
    p99: quantiles.p99,
    utilization: result.resources[0].utilizationMean.value,
  };
}

function agrees(estimate: Estimate, truth: number): void {
  expect(estimate.enough).toBe(true);
  expect(Math.abs(estimate.value - truth)).toBeLessThan(2 * (estimate.high - estimate.value));
}

describe.each([0.5, 0.9])('M/M/1 at utilization %d', (rho) => {
  test('mean and p99 of the time in system are exponential with mean 1 / (mu - lambda)', async () => {
    const { mean, p99, utilization } = await latency(station(rho, 1));
    const expected = SERVICE_SECONDS / (1 - rho);
    agrees(mean, expected);
    agrees(p99, -Math.log(0.01) * expected);
    expect(Math.abs(utilization - rho)).toBeLessThan(0.01);
  });
});

describe.each([8])('M/M/%d at utilization 0.8', (servers) => {
  test("the mean is Erlang C's", async () => {
    const offered = 0.8 * servers;
    // Erlang B by its recursion, then C = B / (1 - rho (1 - B)): Erlang 1917.
    let blocking = 1;
    for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking);
    const waits = blocking / (1 - 0.8 * (1 - blocking));
    const { mean } = await latency(station(0.8, servers));
    agrees(mean, SERVICE_SECONDS + (waits * SERVICE_SECONDS) / (servers * 0.2));
  });
});
