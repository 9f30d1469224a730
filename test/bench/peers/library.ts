// Events one by one through a function of the built library, as its users take them: how many, and the sum of their readings.
import { pathToFileURL } from 'node:url';
import type * as Library from '../../../src/index.js';

const [dist, call, log] = process.argv.slice(2);
const library = (await import(pathToFileURL(`${dist}/index.js`).href)) as typeof Library;
const sources = { readEvents: library.readEvents, replay: library.replay, recover: library.recover };

const start = process.hrtime.bigint();
let count = 0;
let sum = 0;
for await (const event of sources[call as keyof typeof sources](log)) {
  count++;
  sum += event.temperature!;
}
console.log(JSON.stringify({ count, sum, seconds: Number(process.hrtime.bigint() - start) / 1e9 }));
