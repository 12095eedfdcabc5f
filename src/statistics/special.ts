/** Special functions. */
import * as mathematics from '../mathematics/index.js';

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** ln Gamma(x), x > 0, to about 1e-14 relative: Lanczos 1964 with g = 7, n = 9. */
export function lnGamma(x: number): number {
  if (x < 0.5) return mathematics.log(Math.PI / mathematics.sin(Math.PI * x)) - lnGamma(1 - x);
  const shifted = x - 1;
  let sum = LANCZOS[0];
  for (let term = 1; term < LANCZOS.length; term++) sum += LANCZOS[term] / (shifted + term);
  const t = shifted + 7.5;
  return (
    0.5 * mathematics.log(2 * Math.PI) +
    (shifted + 0.5) * mathematics.log(t) -
    t +
    mathematics.log(sum)
  );
}

export function gammaFunction(x: number): number {
  return mathematics.exp(lnGamma(x));
}

/**
 * Regularized lower incomplete gamma P(a, x), a > 0; 0 for x <= 0. Power series below a + 1 (DLMF
 * 8.11.4), else one minus the continued fraction.
 */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** 1 - P(a, x) without cancellation in the upper tail. */
export function incompleteGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1e6 && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * mathematics.exp(a * mathematics.log(x) - x - lnGamma(a));
}

/** The even part of the continued fraction DLMF 8.9.2, evaluated by Lentz's method. */
function upperFraction(a: number, x: number): number {
  if (x === Infinity) return 0;
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1e6; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction * mathematics.exp(a * mathematics.log(x) - x - lnGamma(a));
}

/** x with P(shape, x) = p, for p in 0..1, by bisection of ln x: relative error about 1e-13. */
export function gammaQuantile(p: number, shape: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Infinity;
  const beyond = (x: number): boolean =>
    p < 0.5 ? incompleteGamma(shape, x) >= p : incompleteGammaUpper(shape, x) <= 1 - p;
  let top = shape + 1;
  while (!beyond(top)) top *= 2;
  let low = -745;
  let high = mathematics.log(top);
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    if (beyond(mathematics.exp(middle))) high = middle;
    else low = middle;
  }
  return mathematics.exp((low + high) / 2);
}

/**
 * Standard normal distribution function, by DLMF 7.11.2: accurate relative to itself in the lower
 * tail.
 */
export function normalCdf(x: number): number {
  const tail = incompleteGammaUpper(0.5, (x * x) / 2) / 2;
  return x < 0 ? tail : 1 - tail;
}

/**
 * Standard normal quantile, p in 0..1: Abramowitz & Stegun 26.2.23 (error below 4.5e-4), then three
 * steps of Halley's method. p = 0 gives -Infinity, p = 1 Infinity; other p from 1e-300 on.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p <= 0) return -Infinity;
  const t = Math.sqrt(-2 * mathematics.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  let x = above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * mathematics.exp((x * x) / 2);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

/** Regularized incomplete beta I_x(a, b) by Lentz's continued fraction (DLMF 8.17.22). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front =
    mathematics.exp(
      lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * mathematics.log(x) + b * mathematics.log1p(-x),
    ) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return front * fraction;
}
