/** What a row of the engine's memory looks like: its fields, where they stand, what they hold. */
export type FieldType = 'bool' | 'i32' | 'u32' | 'usize' | 'f64' | 'i64' | 'u64';

/**
 * Where each of a row's fields stands, in bytes, and what it holds; `bytes`: from one row to the
 * next.
 */
export interface Layout<Row> {
  readonly name: string;
  readonly bytes: number;
  readonly fields: Readonly<Record<Fields<Row>, readonly [number, FieldType]>>;
}

export type Fields<Row> = keyof Row & string;
export type Values<Row> = Partial<Record<Fields<Row>, number>>;
