/** Sets `bytes` bytes from `place` on to 0. */
export function clear(place: usize, bytes: usize): void {
  memory.fill(place, 0, bytes);
}

/** Copies `bytes` bytes that do not overlap. */
export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes);
}
