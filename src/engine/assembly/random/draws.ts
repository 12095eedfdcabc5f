/** Exact sampling of the distributions: see ../../variates.ts for the methods and their sources. */
import { cos, exp, log, TWO_PI } from './mathematics';
import { Stream } from './stream';

export const CONSTANT: i32 = 0;
export const EXPONENTIAL: i32 = 1;
export const UNIFORM: i32 = 2;
export const ERLANG: i32 = 3;
export const GAMMA: i32 = 4;
export const LOGNORMAL: i32 = 5;
export const HYPEREXPONENTIAL: i32 = 6;
export const WEIBULL: i32 = 7;
export const PARETO: i32 = 8;
export const EMPIRICAL: i32 = 9;

/** A distribution with its stream; what `a`, `b` and `c` are depends on its kind. */
@unmanaged
export class Draw {
  /** Variates are divided by it; 1 = as they are. */
  divisor: f64;
  a: f64;
  b: f64;
  c: f64;
  kind: i32;
  /** Of a table of values: how many, and where. */
  count: i32;
  values: usize;
  stream: Stream;

  next(): f64 {
    const value = this.kind == CONSTANT ? this.a : this.sample();
    return this.divisor == 1 ? value : value / this.divisor;
  }

  /** As many calls of next(), which no divisor changes. */
  fill(target: usize, count: i32): void {
    if (this.kind == EXPONENTIAL) {
      this.stream.fill(target, count, this.a);
      return;
    }
    for (const end = target + (usize(count) << 3); target < end; target += 8) {
      store<f64>(target, this.next());
    }
  }

  private sample(): f64 {
    const stream = this.stream;
    switch (this.kind) {
      case EXPONENTIAL:
        return stream.exponential() * this.a;
      case UNIFORM:
        return this.a + (this.b - this.a) * stream.next();
      case ERLANG: {
        let sum: f64 = 0;
        for (let phase: f64 = 0; phase < this.b; phase++) sum += stream.exponential();
        return sum * (this.a / this.b);
      }
      case GAMMA:
        return gamma(this.b, stream) * (this.a / this.b);
      case LOGNORMAL: {
        if (this.c == 0) this.takeLogarithms();
        return exp(this.a + this.b * normal(stream));
      }
      case HYPEREXPONENTIAL: {
        const average = stream.next() < this.a ? this.b : this.c;
        return stream.exponential() * average;
      }
      case WEIBULL:
        return this.a * exp(log(stream.exponential()) / this.b);
      case PARETO:
        return this.a * exp(stream.exponential() / this.b);
      case EMPIRICAL:
        return load<f64>(this.values + (usize(stream.next() * f64(this.count)) << 3));
      default:
        return NaN;
    }
  }

  /** Of a lognormal: from its mean and coefficient of variation to those of its logarithm. */
  private takeLogarithms(): void {
    const sigma = sqrt(log(1 + this.b * this.b));
    this.a = log(this.a) - (sigma * sigma) / 2;
    this.b = sigma;
    this.c = 1;
  }
}

function normal(stream: Stream): f64 {
  const radius = sqrt(-2 * log(stream.next()));
  return radius * cos(TWO_PI * stream.next());
}

function gamma(shape: f64, stream: Stream): f64 {
  if (shape < 1) {
    const boost = exp(log(stream.next()) / shape);
    return gamma(shape + 1, stream) * boost;
  }
  const d = shape - 1.0 / 3.0;
  const c = 1 / sqrt(9 * d);
  while (true) {
    const x = normal(stream);
    const base = 1 + c * x;
    if (base <= 0) continue;
    const v = base * base * base;
    if (log(stream.next()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/** A one-way delay: near, plus the distance between regions times a jitter. */
@unmanaged
export class Delay {
  localPropagation: Draw;
  /** 0 = the jitter is constant, and in `distance` already. */
  jitter: Draw;
  /** Seconds. */
  distance: f64;

  next(): f64 {
    const near = this.localPropagation.next();
    if (changetype<usize>(this.jitter) == 0) return near + this.distance;
    return near + this.distance * this.jitter.next();
  }
}
