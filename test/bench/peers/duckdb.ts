// DuckDB in a process of its own: runs the statements given as arguments, and prints the last one's first row with the seconds inside.
import { DuckDBInstance } from '@duckdb/node-api';

const start = process.hrtime.bigint();
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
let row: Record<string, unknown> | undefined;
for (const statement of process.argv.slice(2)) [row] = (await connection.runAndReadAll(statement)).getRowObjectsJson();
console.log(JSON.stringify({ ...row, seconds: Number(process.hrtime.bigint() - start) / 1e9 }));
connection.closeSync();
instance.closeSync();
