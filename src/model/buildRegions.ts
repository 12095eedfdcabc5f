/**
 * The sections `regions` and `cells` of a Model: delays between regions, and which region plays
 * which role where.
 */
import { writeOneOf } from './hints.js';
import type { Placement } from './model.js';
import type { LanguageReader, Reading } from './read.js';
import { number, value } from './readingValues.js';

export function delayMatrix(
  regions: Reading | undefined,
  names: readonly string[],
  reader: LanguageReader,
): number[][] {
  const matrix = names.map(() => names.map(() => 0));
  if (regions === undefined) return matrix;
  const rows = value(regions, 'delay') as ReadonlyMap<string, ReadonlyMap<string, number>> | null;
  const place = regions.places.get('delay') ?? regions.place;
  const given = new Set<string>();
  // What a mistyped region leaves out is not a second fault.
  let odd = reader.faults.some(({ path }) => path.startsWith('regions.'));
  for (const [from, row] of rows ?? []) {
    for (const [to, seconds] of row) {
      const i = names.indexOf(from);
      const j = names.indexOf(to);
      if (i < 0 || j < 0) {
        const name = i < 0 ? from : to;
        reader.fault(
          place,
          'regions.delay',
          `the region ${name}`,
          `one of ${names.join(', ')}`,
          `${writeOneOf(name, names, 'regions.names')}, or add it to regions.names`,
        );
        odd = true;
        continue;
      }
      if (i === j) {
        reader.fault(
          place,
          'regions.delay',
          `a delay from ${from} to itself`,
          'delays between regions',
          'remove it: within a region propagation says how far hosts are apart',
        );
      }
      matrix[i][j] = seconds;
      given.add(`${i},${j}`);
    }
  }
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j < names.length; j++) {
      if (i === j || given.has(`${i},${j}`)) continue;
      if (given.has(`${j},${i}`)) matrix[i][j] = matrix[j][i];
      else if (i < j && !odd)
        reader.fault(
          place,
          'regions.delay',
          'nothing',
          `the delay from ${names[i]} to ${names[j]}`,
          `add ${names[i]}: {${names[j]}: 40 ms}`,
        );
    }
  }
  return matrix;
}

export function placements(
  root: Reading,
  names: readonly string[],
  reader: LanguageReader,
): Placement[] {
  const list = root.list.get('cells');
  if (list === undefined || list.length === 0) return [{ roles: { home: 0 }, cells: 1, weight: 1 }];
  return list.map((reading, index) => {
    const roles: Record<string, number> = { home: 0 };
    for (const [role, region] of reading.own) {
      const found = names.indexOf(region);
      if (found >= 0) roles[role] = found;
      else {
        const place = reading.places.get(role) ?? reading.place;
        reader.fault(
          place,
          `cells.${index}.${role}`,
          `the region ${region}`,
          `one of ${names.join(', ')}`,
          `${writeOneOf(region, names, 'regions.names')}, or add it to regions.names`,
        );
      }
    }
    return { roles, cells: number(reading, 'count'), weight: number(reading, 'weight') };
  });
}
