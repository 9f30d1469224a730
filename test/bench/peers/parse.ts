// What many programs do with a JSONL file: split2 and JSON.parse, line after line. No order, no check, nothing written.
import { createReadStream } from 'node:fs';
import split2 from 'split2';
import type { Event } from '../../../src/index.js';

const start = process.hrtime.bigint();
let count = 0;
let sum = 0;
for await (const event of createReadStream(process.argv[2]).pipe(split2(JSON.parse)) as AsyncIterable<Event>) {
  count++;
  sum += event.temperature!;
}
console.log(JSON.stringify({ count, sum, seconds: Number(process.hrtime.bigint() - start) / 1e9 }));
