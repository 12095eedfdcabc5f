/**
 * M/M/1: Poisson arrivals, exponential service, one server, FIFO; arrivals per second `lambda`,
 * services per second `mu`, lambda < mu. Cooper 1981, "Introduction to queueing theory", sections
 * 5.2 and 5.3: the time in system is exponential of rate mu - lambda, the wait is that with
 * probability rho = lambda / mu and else 0.
 */
import * as mathematics from '../../mathematics/index.js';

export function mm1MeanSojourn(lambda: number, mu: number): number {
  return 1 / (mu - lambda);
}

export function mm1SojournQuantile(lambda: number, mu: number, p: number): number {
  return -mathematics.log1p(-p) / (mu - lambda);
}

export function mm1MeanWait(lambda: number, mu: number): number {
  return lambda / mu / (mu - lambda);
}

/** P(W > t) = rho exp(-(mu - lambda) t) solved for t; 0 where fewer wait at all. */
export function mm1WaitQuantile(lambda: number, mu: number, p: number): number {
  return Math.max(0, mathematics.log(lambda / mu / (1 - p)) / (mu - lambda));
}

/**
 * Asymptotic variance of the mean wait of n customers in succession, times n, seconds^2: with mu =
 * 1 rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4. Daley 1968, "The serial correlation
 * coefficients of waiting times in a stationary single server queue"; Whitt 1989, "Planning
 * queueing simulations", table 1.
 */
export function mm1WaitAsymptoticVariance(lambda: number, mu: number): number {
  const rho = lambda / mu;
  const idle = (1 - rho) * (1 - rho);
  const polynomial = 2 + rho * (5 + rho * (-4 + rho));
  return (rho * polynomial) / (idle * idle) / (mu * mu);
}

/**
 * Asymptotic variance of the time average of the number in system over t seconds, times t: 2 rho
 * (1 + rho) / (mu (1 - rho)^4). Whitt 1989, "Planning queueing simulations", equation 22.
 */
export function mm1NumberAsymptoticVariance(lambda: number, mu: number): number {
  const rho = lambda / mu;
  const idle = (1 - rho) * (1 - rho);
  return (2 * rho * (1 + rho)) / (idle * idle) / mu;
}
