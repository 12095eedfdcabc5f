/**
 * Checked build: which rows of pools are in use. Semantics: a row is taken, then given back, and is
 * of one kind for good; it may be used only in between. The header points to a table of the rows: a
 * kind, and whether the row is in use.
 */
import { newTable, Table } from '../memory/table';
import { broken } from './rules';

const ROWS: usize = 96;
/** A kind is its name's address, of which the lowest bit is free. */
const IN_USE: usize = 1;

function rows(): Table {
  if (load<usize>(ROWS) == 0) store<usize>(ROWS, changetype<usize>(newTable()));
  return load<Table>(ROWS);
}

/** A pool hands a row out. */
export function noteInUse<T>(row: T): void {
  const address = i64(changetype<usize>(row));
  const kind = changetype<usize>(nameof<T>());
  const state = rows().get(address);
  if (state != 0 && state != kind)
    broken('pools', nameof<T>(), 'at byte % is handed out while it is in use', f64(address), 0);
  rows().set(address, kind | IN_USE);
}

/** A row comes back into its pool. */
export function noteFree<T>(row: T): void {
  checkInUse(row);
  rows().set(i64(changetype<usize>(row)), changetype<usize>(nameof<T>()));
}

/** The row is in use, and of its kind. */
export function checkInUse<T>(row: T): void {
  const address = i64(changetype<usize>(row));
  const kind = changetype<usize>(nameof<T>());
  const state = rows().get(address);
  if (state == (kind | IN_USE)) return;
  if (state == kind)
    broken('pools', nameof<T>(), 'at byte % is used after it was given back', f64(address), 0);
  broken('pools', nameof<T>(), 'at byte % is none', f64(address), 0);
}
