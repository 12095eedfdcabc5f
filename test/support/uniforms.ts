/**
 * Uniform on (0, 1), from a generator of the tests' own (Park & Miller 1988): 0 < seed < 2^31 - 1.
 */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
