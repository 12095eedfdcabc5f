/**
 * A producer's batch that closes `linger` seconds after its first record, Poisson arrivals of rate
 * lambda, no other limit. The first of a batch waits `linger`; the others, Poisson in number with
 * mean lambda * linger, lie uniformly within it and wait what is left. So P(W > t) = (1 + lambda
 * (linger - t)) / (1 + lambda linger) for t < linger, over all records (renewal reward, a batch a
 * cycle).
 */
export function lingerMean(lambda: number, lingerSeconds: number): number {
  const others = lambda * lingerSeconds;
  return (lingerSeconds * (1 + others / 2)) / (1 + others);
}

/** Quantile below the step of 1 / (1 + lambda linger) at `linger`. */
export function lingerQuantile(lambda: number, lingerSeconds: number, p: number): number {
  return Math.min(lingerSeconds, (p * (1 + lambda * lingerSeconds)) / lambda);
}
