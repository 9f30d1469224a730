// Tables as parallel typed arrays that grow: many small records without an object for each.

/** The columns of a table by name. */
export type ColumnTypes = Readonly<Record<string, Float64ArrayConstructor | Uint32ArrayConstructor>>;

/** Parallel columns, of which the first `count` entries count. Plain data, so that it can be handed to a thread. */
export type Table<T extends ColumnTypes> = { count: number } & { [K in keyof T]: InstanceType<T[K]> };

/** An empty table with room for some rows. */
export function createTable<T extends ColumnTypes>(types: T, capacity: number): Table<T> {
  const columns = Object.entries(types).map(([name, Column]) => [name, new Column(capacity)] as const);
  return { count: 0, ...Object.fromEntries(columns) } as Table<T>;
}

/** Makes room for `rows` rows; what stands in the table stays. Amortised O(1) a row. */
export function growTable<T extends ColumnTypes>(types: T, table: Table<T>, rows: number): void {
  const capacity = columnOf(table, Object.keys(types)[0]).length;
  if (rows <= capacity) return;
  const larger = createTable(types, Math.max(rows, 2 * capacity));
  for (const name of Object.keys(types)) columnOf(larger, name).set(columnOf(table, name));
  Object.assign(table, larger, { count: table.count });
}

/** Appends rows [from, to) of another table of the same columns. O(rows). */
export function appendRows<T extends ColumnTypes>(types: T, target: Table<T>, source: Table<T>, from: number, to: number): void {
  growTable(types, target, target.count + to - from);
  for (const name of Object.keys(types)) columnOf(target, name).set(columnOf(source, name).subarray(from, to), target.count);
  target.count += to - from;
}

/** A column by its name. */
export function columnOf<T extends ColumnTypes>(table: Table<T>, name: string): Float64Array | Uint32Array {
  return (table as unknown as Record<string, Float64Array | Uint32Array>)[name];
}
