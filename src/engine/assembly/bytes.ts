/**
 * Copies `count` doubles that do not overlap: memory.copy goes another way where memory is shared,
 * word by word.
 */
export function copy(target: usize, source: usize, count: i32): void {
  const end = source + (usize(count & ~1) << 3);
  for (; source < end; source += 16, target += 16) v128.store(target, v128.load(source));
  if (count & 1) store<f64>(target, load<f64>(source));
}
