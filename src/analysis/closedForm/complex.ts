/** Complex numbers as plain pairs: what the transforms need, and no more. */
import * as mathematics from '../../mathematics/index.js';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export function complex(re: number, im = 0): Complex {
  return { re, im };
}

export function add(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

export function subtract(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

export function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function scale(a: Complex, factor: number): Complex {
  return { re: a.re * factor, im: a.im * factor };
}

export function divide(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

export function exponential(a: Complex): Complex {
  const size = mathematics.exp(a.re);
  return { re: size * mathematics.cos(a.im), im: size * mathematics.sin(a.im) };
}

/** a to a real power, principal branch. */
export function power(a: Complex, exponent: number): Complex {
  const logarithm = 0.5 * mathematics.log(a.re * a.re + a.im * a.im);
  return exponential({ re: exponent * logarithm, im: exponent * mathematics.atan2(a.im, a.re) });
}
