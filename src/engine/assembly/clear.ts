/** Sets `bytes` bytes from `place` on to 0. */
export function clear(place: usize, bytes: usize): void {
  memory.fill(place, 0, bytes);
}
