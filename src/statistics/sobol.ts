/**
 * Points that fill the unit cube evenly: Sobol's sequence in Gray-code order (Sobol 1967; Antonov &
 * Saleev 1979) with the direction numbers of Joe & Kuo 2008, SIAM J. Sci. Comput. 30, 2635 (their
 * file new-joe-kuo-6.21201, read from the copy in GitHub repository SALib/SALib,
 * src/SALib/sample/directions.py), and Latin hypercubes (McKay, Beckman & Conover 1979).
 */
const BITS = 32;
const RANGE = 4_294_967_296;

/** A dimension each, from the second on: the polynomial's inner coefficients, then m_1, m_2, ... */
const JOE_KUO: readonly (readonly number[])[] = [
  [0, 1],
  [1, 1, 3],
  [1, 1, 3, 1],
  [2, 1, 1, 1],
  [1, 1, 1, 3, 3],
  [4, 1, 3, 5, 13],
  [2, 1, 1, 5, 5, 17],
  [4, 1, 1, 5, 5, 5],
  [7, 1, 1, 7, 11, 19],
  [11, 1, 1, 5, 1, 1],
  [13, 1, 1, 1, 3, 11],
  [14, 1, 3, 5, 5, 31],
  [1, 1, 3, 3, 9, 7, 49],
  [13, 1, 1, 1, 15, 21, 21],
  [16, 1, 3, 1, 13, 27, 49],
  [19, 1, 1, 1, 15, 7, 5],
  [22, 1, 3, 1, 15, 13, 25],
  [25, 1, 1, 5, 5, 19, 61],
  [1, 1, 3, 7, 11, 23, 15, 103],
  [4, 1, 3, 7, 13, 13, 15, 69],
  [7, 1, 1, 3, 13, 7, 35, 63],
  [8, 1, 3, 5, 9, 1, 25, 53],
  [14, 1, 3, 1, 13, 9, 35, 107],
  [19, 1, 3, 1, 5, 27, 61, 31],
  [21, 1, 1, 5, 11, 19, 41, 61],
  [28, 1, 3, 5, 3, 3, 13, 69],
  [31, 1, 1, 7, 13, 1, 19, 1],
  [32, 1, 3, 7, 5, 13, 19, 59],
  [37, 1, 1, 3, 9, 25, 29, 41],
  [41, 1, 3, 5, 13, 23, 1, 55],
  [42, 1, 3, 7, 3, 13, 59, 17],
  [50, 1, 3, 1, 3, 5, 53, 69],
  [55, 1, 1, 5, 5, 23, 33, 13],
  [56, 1, 1, 7, 7, 1, 61, 123],
  [59, 1, 1, 7, 9, 13, 61, 49],
  [62, 1, 3, 3, 5, 3, 55, 33],
  [14, 1, 3, 1, 15, 31, 13, 49, 245],
  [21, 1, 3, 5, 15, 31, 59, 63, 97],
  [22, 1, 3, 1, 11, 11, 11, 77, 249],
  [38, 1, 3, 1, 11, 27, 43, 71, 9],
  [47, 1, 1, 7, 15, 21, 11, 81, 45],
  [49, 1, 3, 7, 3, 25, 31, 65, 79],
  [50, 1, 3, 1, 1, 19, 11, 3, 205],
  [52, 1, 1, 5, 9, 19, 21, 29, 157],
  [56, 1, 3, 7, 11, 1, 33, 89, 185],
  [67, 1, 3, 3, 3, 15, 9, 79, 71],
  [70, 1, 3, 7, 11, 15, 39, 119, 27],
  [84, 1, 1, 3, 1, 11, 31, 97, 225],
  [97, 1, 1, 1, 3, 23, 43, 57, 177],
  [103, 1, 3, 7, 7, 17, 17, 37, 71],
  [115, 1, 3, 1, 5, 27, 63, 123, 213],
  [122, 1, 1, 3, 5, 11, 43, 53, 133],
];

export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * `count` points of `dimensions` shares 0 <= u < 1, from number `skip` on; number 0 is the origin,
 * so 1 by default. Blocks of 2^k points that begin at a multiple of 2^k are evenly spread in every
 * dimension. Throws beyond SOBOL_DIMENSIONS.
 */
export function sobolPoints(dimensions: number, count: number, skip = 1): number[][] {
  if (!(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS)) {
    throw new Error(`Sobol points of ${dimensions} dimensions: 1 to ${SOBOL_DIMENSIONS}`);
  }
  const columns = Array.from({ length: dimensions }, (_, dimension) => directions(dimension));
  return Array.from({ length: count }, (_, index) => {
    const number = skip + index;
    let gray = (number ^ (number >>> 1)) >>> 0;
    const point = columns.map(() => 0);
    for (let bit = 0; gray !== 0; bit++, gray >>>= 1) {
      if ((gray & 1) === 0) continue;
      columns.forEach((column, dimension) => (point[dimension] ^= column[bit]));
    }
    return point.map((value) => (value >>> 0) / RANGE);
  });
}

/**
 * v_i = m_i 2^(32 - i), and m by the recurrence of the dimension's primitive polynomial (Joe & Kuo
 * 2008, eq. 2.3).
 */
function directions(dimension: number): Uint32Array {
  const column = new Uint32Array(BITS);
  const [coefficients, ...first] = dimension === 0 ? [0] : JOE_KUO[dimension - 1];
  const degree = first.length;
  for (let i = 0; i < BITS; i++) {
    if (degree === 0) column[i] = (1 << (BITS - 1 - i)) >>> 0;
    else if (i < degree) column[i] = first[i] * ((1 << (BITS - 1 - i)) >>> 0);
    else {
      column[i] = column[i - degree] ^ (column[i - degree] >>> degree);
      for (let k = 1; k < degree; k++) {
        if (((coefficients >>> (degree - 1 - k)) & 1) === 1) column[i] ^= column[i - k];
      }
    }
  }
  return column;
}

/**
 * `count` points of `dimensions` shares: in each dimension one point in each of `count` equal
 * parts.
 */
export function latinHypercubePoints(
  dimensions: number,
  count: number,
  random: () => number,
): number[][] {
  const columns = Array.from({ length: dimensions }, () => {
    const order = Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order.map((part) => (part + random()) / count);
  });
  return Array.from({ length: count }, (_, index) => columns.map((column) => column[index]));
}
