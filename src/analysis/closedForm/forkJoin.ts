/**
 * Two M/M/1 stations that get the same Poisson arrivals, a job being done when both have served it:
 * the mean, exactly, (12 - rho) / 8 of a single station's 1 / (mu - lambda). Flatto & Hahn 1984,
 * "Two parallel queues created by arrivals with two demands I"; Nelson & Tantawi 1988, "Approximate
 * analysis of fork/join synchronization in parallel queues", equation 6.
 */
export function forkJoinMeanSojourn(lambda: number, mu: number): number {
  return (12 - lambda / mu) / 8 / (mu - lambda);
}
