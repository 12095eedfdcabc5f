/**
 * Plain text tables that fit a width. One that is too wide first loses the columns that say
 * nothing. Then, of few rows, it is turned: a row for each column; of many it is cut into parts
 * below each other, each with the first columns that tell the rows apart.
 */

/** Columns of a terminal that every table fits. */
export const WIDTH = 100;

/** With more rows than these a turned table is harder to read than one in parts. */
const MOST_TURNED = 8;

type Cells = readonly string[];

/**
 * Columns as wide as their longest cell, the first left-aligned, the others right-aligned; at most
 * `width` characters wide, unless a single cell is wider. `keys`: so many first columns name the
 * row, and stand in every part.
 */
export function table(headers: Cells, rows: readonly Cells[], width = WIDTH, keys = 1): string {
  if (widthOf(headers, rows) <= width) return plainTable(headers, rows);
  const says = headers.map(
    (_, column) => column < keys || rows.some((row) => row[column] !== '' && row[column] !== '-'),
  );
  const kept = (cells: Cells): string[] => cells.filter((__, column) => says[column]);
  const [heads, body] = [kept(headers), rows.map(kept)];
  if (widthOf(heads, body) <= width) return plainTable(heads, body);
  return rows.length > MOST_TURNED
    ? inParts(heads, body, width, keys)
    : inParts(
        [heads[0], ...body.map(([first]) => first)],
        heads.slice(1).map((head, index) => [head, ...body.map((row) => row[index + 1])]),
        width,
        1,
      );
}

function widthsOf(headers: Cells, rows: readonly Cells[]): number[] {
  return headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column].length)),
  );
}

function widthOf(headers: Cells, rows: readonly Cells[]): number {
  return total(widthsOf(headers, rows));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each + GAP, -GAP);
}

const GAP = 2;

/** As many columns in a part as have room beside the keys, at least one. */
function inParts(headers: Cells, rows: readonly Cells[], width: number, keys: number): string {
  const widths = widthsOf(headers, rows);
  const before = widths.slice(0, keys);
  const parts: number[][] = [];
  for (let column = keys; column < headers.length; column++) {
    const last = parts.at(-1);
    const wider = [...(last ?? []), column];
    if (last !== undefined && total([...before, ...wider.map((each) => widths[each])]) <= width) {
      last.push(column);
    } else parts.push([column]);
  }
  const names = Array.from({ length: keys }, (_, column) => column);
  return parts
    .map((part) => {
      const pick = (cells: Cells): string[] => [...names, ...part].map((column) => cells[column]);
      return plainTable(pick(headers), rows.map(pick));
    })
    .join('\n\n');
}

function plainTable(headers: Cells, rows: readonly Cells[]): string {
  const widths = widthsOf(headers, rows);
  const line = (cells: Cells): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join(' '.repeat(GAP));
  return [line(headers), rule, ...rows.map(line)].join('\n');
}

/** A table that was printed: its cells, and which lines of the text it takes. */
export interface PrintedTable {
  readonly from: number;
  readonly to: number;
  readonly headers: Cells;
  readonly rows: readonly Cells[];
}

/** Tables in a text, found by the rules below their heads; rows go on to an empty line. */
export function printedTables(lines: readonly string[]): PrintedTable[] {
  return lines.flatMap((rule, index): PrintedTable[] => {
    if (index === 0 || !/^─+(?: {2}─+)*$/.test(rule)) return [];
    const columns = [...rule.matchAll(/─+/g)].map(([bar], column, all) => {
      const last = column === all.length - 1;
      const { index: from } = all[column];
      return last ? ([from, undefined] as const) : ([from, from + bar.length] as const);
    });
    const cellsOf = (line: string): string[] =>
      columns.map(([from, to]) => line.slice(from, to).trim());
    let to = index + 1;
    // What follows a table without an empty line between is no row: it crosses a gap.
    const isRow = (line: string): boolean =>
      columns.every(([, end]) => end === undefined || line.slice(end, end + GAP).trim() === '');
    while (to < lines.length && lines[to].trim() !== '' && isRow(lines[to])) to++;
    const rows = lines.slice(index + 1, to).map(cellsOf);
    return [{ from: index - 1, to, headers: cellsOf(lines[index - 1]), rows }];
  });
}
