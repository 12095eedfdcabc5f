/** Reads dense histograms, most of whose bins are empty. See ../kernels.ts. */

export function filledBins(bins: usize, count: i32, into: usize): i32 {
  let filled = into;
  for (let bin = 0; bin < count; bin += 4) {
    if (bin + 4 <= count && !v128.any_true(v128.load(bins + (usize(bin) << 2)))) continue;
    const end = bin + 4 < count ? bin + 4 : count;
    for (let each = bin; each < end; each++) {
      if (load<i32>(bins + (usize(each) << 2)) == 0) continue;
      store<i32>(filled, each);
      filled += 4;
    }
  }
  return i32((filled - into) >> 2);
}

export function totalOf(bins: usize, count: i32): f64 {
  let sum: i64 = 0;
  for (const end = bins + (usize(count) << 2); bins < end; bins += 4) sum += i64(load<i32>(bins));
  return f64(sum);
}

export function newlyFilled(
  bins: usize,
  count: i32,
  before: usize,
  into: usize,
  counts: usize,
): i32 {
  let filled = into;
  for (let bin = 0; bin < count; bin += 4) {
    const first = usize(bin) << 2;
    if (bin + 4 <= count && sameFour(bins + first, before + first)) continue;
    const end = bin + 4 < count ? bin + 4 : count;
    for (let each = bin; each < end; each++) {
      const place = usize(each) << 2;
      const all = load<i32>(bins + place);
      const more = all - load<i32>(before + place);
      if (more == 0) continue;
      store<i32>(before + place, all);
      store<i32>(filled, each);
      store<i32>(counts, more);
      filled += 4;
      counts += 4;
    }
  }
  return i32((filled - into) >> 2);
}

export function binOfSlowest(bins: usize, count: i32, most: f64): i32 {
  let above: f64 = 0;
  let bin = count - 1;
  while (bin > 0) {
    if (bin >= 4 && !v128.any_true(v128.load(bins + (usize(bin - 3) << 2)))) {
      bin -= 4;
      continue;
    }
    const end = bin >= 4 ? bin - 4 : 0;
    for (; bin > end; bin--) {
      above += f64(load<i32>(bins + (usize(bin) << 2)));
      if (above >= most) return bin;
    }
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function sameFour(a: usize, b: usize): bool {
  return !v128.any_true(v128.xor(v128.load(a), v128.load(b)));
}
