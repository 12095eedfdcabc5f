/** What the case tables share: utilizations, run lengths, warm-up, claims. */
import type { Distribution } from '../../statistics/index.js';
import type { Claim } from './theoryCase.js';

export const LOADS = [0.3, 0.5, 0.8, 0.9, 0.95] as const;

/** Service of the single queues: mean 1 ms. */
export const SERVICE_SECONDS = 0.001;

/**
 * Customers of a case over all replications. At high load the waits of thousands in succession are
 * alike, in proportion to the variability (see warmUp): for scores that are normal all replications
 * together need some 2,000 relaxation times.
 */
export function customersAt(utilization: number, variability = 1): number {
  if (utilization < 0.6) return 600_000;
  if (utilization < 0.85) return 1_000_000;
  return (utilization < 0.92 ? 1_600_000 : 3_200_000) * Math.max(1, variability);
}

/**
 * Seconds until an empty queue has forgotten that it was: six relaxation times of M/M/1, 1 / (mu
 * (1 - sqrt rho)^2), times the variability (squared coefficients of variation of gaps and service,
 * halved), as in heavy traffic: Whitt 1989, "Planning queueing simulations", section 2.
 */
export function warmUp(utilization: number, serviceSeconds: number, variability = 1): number {
  const gap = 1 - Math.sqrt(utilization);
  return (6 * serviceSeconds * Math.max(1, variability)) / (gap * gap);
}

export function meanOf(of: string, expected: number, asymptoticVariance?: number): Claim {
  const claim: Claim = { reading: { kind: 'mean', of }, expected };
  return asymptoticVariance === undefined ? claim : { ...claim, asymptoticVariance };
}

export function ratioOf(of: string, expected: number, asymptoticVariance?: number): Claim {
  const claim: Claim = { reading: { kind: 'ratio', of }, expected };
  return asymptoticVariance === undefined ? claim : { ...claim, asymptoticVariance };
}

/**
 * Claims of the quantiles of `of`, without those that are 0: where the law has an atom a quantile
 * says nothing.
 */
export function quantilesOf(
  of: string,
  quantile: (p: number) => number,
  shares: readonly number[] = [0.5, 0.95, 0.99],
): Claim[] {
  return shares
    .map((p): Claim => ({ reading: { kind: 'quantile', of, p }, expected: quantile(p) }))
    .filter(({ expected }) => expected > 0);
}

/** A distribution in the words of the model language. */
export function inWords(d: Distribution): string {
  switch (d.kind) {
    case 'constant':
      return `${d.value} s`;
    case 'exponential':
      return `exponential(${d.mean} s)`;
    case 'uniform':
      return `uniform(${d.low} s, ${d.high} s)`;
    case 'erlang':
    case 'gamma':
      return `${d.kind}(${d.shape}, ${d.mean} s)`;
    case 'lognormal':
      return `lognormal(${d.mean} s, ${d.cv})`;
    case 'hyperexponential':
      return `hyperexponential(${d.probability}, ${d.mean1} s, ${d.mean2} s)`;
    case 'weibull':
    case 'pareto':
    case 'empirical':
      throw new Error(`no words for ${d.kind} here`);
    default:
      return d satisfies never;
  }
}

/** Calls that go straight to one group: the model language's own M/G/c. */
export interface DirectModel {
  readonly callsPerSecond: number;
  readonly servers: number;
  readonly service: Distribution;
  /** Further keys of workload, of the group, and of the model. */
  readonly workload?: string;
  readonly group?: string;
  readonly more?: string;
}

export function directModel(direct: DirectModel): string {
  const { callsPerSecond, servers, service, workload = '', group = '', more = '' } = direct;
  return [
    'users: 1',
    `workload: { events_per_user: ${callsPerSecond}/s${workload} }`,
    'consumers:',
    `  server: { threads: ${servers}, processing_time: "${inWords(service)}", propagation: 0 s${group} }`,
    more,
  ].join('\n');
}
