/** What all tables of the benchmark have in common. */
import { table } from '../../src/report/table.js';
import { ratio, type Row } from './measure.js';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function section(title: string, [head, ...rows]: readonly (readonly string[])[]): void {
  print(`\n${title}\n\n${table(head, rows)}`);
}

/** Sides that could not run here, and why: their rows say so. */
export class Absent {
  private readonly whys = new Map<string, string>();

  readonly note = (side: string, why: string): void => {
    this.whys.set(side, why);
  };

  /** The rows of sides, in order; that of one which was left out has no figures. */
  rows(
    sides: readonly string[],
    measured: ReadonlyMap<string, Row>,
    cells: (row: Row) => readonly string[],
    columns: number,
  ): string[][] {
    return sides.map((side) => {
      const row = measured.get(side);
      if (row !== undefined) return [side, ...cells(row)];
      return [`${side}: LEFT OUT`, ...Array.from({ length: columns - 1 }, () => '-')];
    });
  }

  /** One line for each. */
  explain(): void {
    for (const [side, why] of this.whys) print(`\n${side} is left out: ${why}`);
  }
}

/** How many times as much the first costs as the second, median of the rounds. */
export function times(row: Row | undefined, by: Row | undefined): string {
  return row === undefined || by === undefined ? '-' : `${ratio(row, by).toFixed(2)}x`;
}

/** What a unit costs: CPU time and wall time, nanoseconds. */
export function nanoseconds({ cpuNanoseconds, wallNanoseconds }: Row): string[] {
  return [cpuNanoseconds.toFixed(1), wallNanoseconds.toFixed(1)];
}
