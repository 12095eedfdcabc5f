/** Wider than that a table loses the columns that say nothing. */
const WIDE = 100;

/**
 * A plain text table: columns as wide as their longest cell, the first left-aligned, the others
 * right-aligned.
 */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const whole = plainTable(headers, rows);
  if (whole.indexOf('\n') <= WIDE) return whole;
  const says = headers.map(
    (_, column) => column === 0 || rows.some((row) => row[column] !== '' && row[column] !== '-'),
  );
  const kept = <T>(cells: readonly T[]): T[] => cells.filter((__, column) => says[column]);
  return plainTable(kept(headers), rows.map(kept));
}

function plainTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(headers), rule, ...rows.map(line)].join('\n');
}
