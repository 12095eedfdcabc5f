/**
 * Assertions of the checked build; the product has none of them. Semantics: each is called as
 * `if (CHECKED) check...(...)`, and throws the sentence of ../../brokenRule.ts in whoever runs the
 * trial. `component` and `what` are for its reader.
 */

// @ts-ignore: decorator
@external('env', 'ruleIsBroken')
declare function ruleIsBroken(component: string, what: string, rule: string, a: f64, b: f64): void;

/** That something is broken, in words; each % is a number. */
export function broken(component: string, what: string, rule: string, a: f64, b: f64): void {
  ruleIsBroken(component, what, rule, a, b);
}

/** One of `count`. */
export function checkIndex(component: string, what: string, index: i64, count: i64): void {
  if (index >= 0 && index < count) return;
  broken(component, what, '% is none of %', f64(index), f64(count));
}

/** A time that is one, not before `earliest`. */
export function checkTime(component: string, what: string, time: f64, earliest: f64): void {
  if (!(time - time == 0)) broken(component, what, 'is at %, which is no time', time, 0);
  if (time < earliest) broken(component, what, 'is at % s, before % s', time, earliest);
}

/** Not below 0, and a number. */
export function checkCount(component: string, what: string, count: f64): void {
  if (!(count >= 0)) broken(component, what, 'are %, below 0', count, 0);
}

/** So many bits hold it. */
export function checkBits(component: string, what: string, number: i64, bits: i32): void {
  if (number < 0 || number >>> bits != 0) {
    broken(component, what, '% does not fit into % bits', f64(number), f64(bits));
  }
}
