/** A resource of one cell by arithmetic, and what several pipelines ask of it as one row. */

/**
 * `limit`: no station of the simulator: rates, how many calls or requests may be under way, a
 * mirror's tasks.
 */
export type OfferedKind = 'station' | 'link' | 'disk' | 'limit';

export interface CellRow {
  readonly name: string;
  readonly kind: OfferedKind;
  /** Instances in the cell. */
  readonly count: number;
  readonly unit: 'bytes' | 'records' | 'busy servers' | 'bytes kept';
  /**
   * Of the busiest instance: what it can do and what it is offered, in `unit` per second (servers:
   * in servers; kept: bytes).
   */
  readonly capacity: number;
  readonly offered: number;
  /** What it is offered for each record of the cell when it is saturated. */
  readonly atCeiling: number;
  /**
   * [instance]: its share of the cell's records, or of their copies; what they are to each other
   * counts.
   */
  readonly shares: readonly number[];
  /** Of the cell's records, those that it has to do with: 0..1. */
  readonly ofAll: number;
  /**
   * What each record of the cell takes of it at the least, however full batches, requests and polls
   * are; 0 = not known.
   */
  readonly least: number;
}

type Kind = Pick<CellRow, 'name' | 'kind' | 'count' | 'unit' | 'capacity'>;

/** A resource of which each record takes as much, however many there are. */
export function even(
  rate: number,
  row: Kind,
  each: number,
  shares: readonly number[] = alike(row.count),
): CellRow {
  return { ...row, offered: rate * each, atCeiling: each, shares, ofAll: 1, least: each };
}

export function alike(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}

export function link(
  rate: number,
  name: string,
  nic: number,
  bytes: number,
  shares: readonly number[],
  count = shares.length,
): CellRow {
  return even(rate, { name, kind: 'link', count, unit: 'bytes', capacity: nic }, bytes, shares);
}

/** What a pipeline asks of a resource, and its share of the cell's records. */
export interface Part {
  readonly row: CellRow;
  readonly share: number;
}

/** Instance by instance: the busiest of one pipeline may be idle in another. */
export function together(parts: readonly Part[]): CellRow {
  const [{ row, share }] = parts;
  if (parts.length === 1 && share === 1) return row;
  const size = parts.reduce((most, part) => Math.max(most, part.row.shares.length), 0);
  const busiest = (read: (part: Part) => number): number[] =>
    Array.from({ length: size }, (_, instance) =>
      parts.reduce((sum, part) => sum + read(part) * relative(part.row, instance), 0),
    );
  const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  const atCeiling = busiest((part) => part.share * part.row.atCeiling);
  return {
    ...row,
    offered: largest(busiest((part) => part.row.offered)),
    atCeiling: largest(atCeiling),
    shares: atCeiling,
    ofAll: parts.reduce((sum, part) => sum + part.share * part.row.ofAll, 0),
    least: largest(busiest((part) => part.share * part.row.least)),
  };
}

/** What an instance is given over what the busiest is. */
function relative({ shares }: CellRow, instance: number): number {
  const most = shares.reduce((largest, share) => Math.max(largest, share), 0);
  return most > 0 ? (shares.at(instance) ?? 0) / most : 0;
}
