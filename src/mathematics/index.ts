/**
 * Elementary functions that have the same bits on every platform, at most one unit in the last
 * place off: those of the engine (../engine/assembly/random/mathematics.ts). JavaScript leaves the
 * last bits of its own to the platform.
 */
import { MATHEMATICS_BYTES } from './bytes.js';
import { moduleOf } from './module.js';

interface Functions {
  readonly exp: (value: number) => number;
  readonly log: (value: number) => number;
  /** log(1 + value). */
  readonly log1p: (value: number) => number;
  /** exp(value) - 1. */
  readonly expm1: (value: number) => number;
  /** Of an angle in radians. */
  readonly sin: (value: number) => number;
  readonly cos: (value: number) => number;
  /** The angle, radians, of the point (x, y). */
  readonly atan2: (y: number, x: number) => number;
}

const instance = new WebAssembly.Instance(moduleOf(MATHEMATICS_BYTES), {});

export const { exp, log, log1p, expm1, sin, cos, atan2 } = instance.exports as Functions;
