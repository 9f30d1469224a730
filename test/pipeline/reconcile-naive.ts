// Reconciliation as one would write it in a minute, all in memory: what the real one is held against.
export interface Row {
  readonly sensor_id: string;
  readonly timestamp: string;
  readonly temperature: number;
  readonly status?: string;
}

const keyOf = (row: Row) => `${row.timestamp} ${row.sensor_id}`;

/** The corrections as objects, in key order. */
export function naiveCorrections(recomputed: readonly Row[], existing: readonly Row[]): object[] {
  const right = new Map(recomputed.map((row) => [keyOf(row), row]));
  const old = new Map(existing.map((row) => [keyOf(row), row]));
  return [...new Set([...right.keys(), ...old.keys()])].sort().flatMap((name): object[] => {
    const [a, b] = [right.get(name), old.get(name)];
    const key = { sensor_id: (a ?? b)!.sensor_id, timestamp: (a ?? b)!.timestamp };
    if (!a) return [{ op: 'delete', key, old: b }];
    if (!b) return [{ op: 'insert', key, new: a }];
    const fields = (['temperature', 'status'] as const).filter((field) => a[field] !== b[field]);
    const pick = (row: Row) => Object.fromEntries(fields.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]));
    return fields.length === 0 ? [] : [{ op: 'update', key, old: pick(b), new: pick(a) }];
  });
}
