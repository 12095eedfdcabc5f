/** Reads dense histograms at a trial's end: most of their bins are empty. See ../kernels.ts. */

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
