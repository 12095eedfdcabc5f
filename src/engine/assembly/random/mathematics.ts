/** The engine's own mathematics: the same bits on every platform. */
// @ts-ignore: decorator
@external("highwater", "exp")
export declare function exp(value: f64): f64;
// @ts-ignore: decorator
@external("highwater", "log")
export declare function log(value: f64): f64;
// @ts-ignore: decorator
@external("highwater", "cos")
export declare function cos(value: f64): f64;
// @ts-ignore: decorator
@external("highwater", "sin")
export declare function sin(value: f64): f64;
// @ts-ignore: decorator
@external("highwater", "expm1")
export declare function expm1(value: f64): f64;
// @ts-ignore: decorator
@external("highwater", "log1p")
export declare function log1p(value: f64): f64;

export const TWO_PI: f64 = 6.283185307179586;
