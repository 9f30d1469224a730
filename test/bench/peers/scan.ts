// The built scanner alone: a log into columns (time, value, series, status, where each line stands), on one core.
import { pathToFileURL } from 'node:url';
import type * as Chunks from '../../../src/io/chunks.js';
import type * as CreateDecoder from '../../../src/io/create-decoder.js';
import type * as Decode from '../../../src/io/decode.js';
import type * as Log from '../../../src/io/log.js';
import type * as Series from '../../../src/model/series.js';

const [dist, path] = process.argv.slice(2);
const load = async (name: string): Promise<unknown> => import(pathToFileURL(`${dist}/${name}.js`).href);
const { openLog } = (await load('io/log')) as typeof Log;
const { readChunks } = (await load('io/chunks')) as typeof Chunks;
const { createDecoder } = (await load('io/create-decoder')) as typeof CreateDecoder;
const { DECODE_DEFAULTS } = (await load('io/decode')) as typeof Decode;
const { SeriesTable } = (await load('model/series')) as typeof Series;

const start = process.hrtime.bigint();
const { decode, notice } = createDecoder(DECODE_DEFAULTS, new SeriesTable());
const log = await openLog([path]);
let count = 0;
let sum = 0;
let first = Infinity;
let last = -Infinity;
for await (const chunk of readChunks(log)) {
  if (chunk.kind === 'overlong') throw new Error('an overlong line');
  const { batch } = decode(chunk.bytes, chunk.byteCount, count, chunk.offset);
  count += batch.count;
  for (let i = 0; i < batch.count; i++) {
    sum += batch.value[i];
    const time = batch.timeMs[i];
    if (time < first) first = time;
    if (time > last) last = time;
  }
}
await log.close();
console.log(JSON.stringify({ count, sum, first, last, notice, seconds: Number(process.hrtime.bigint() - start) / 1e9 }));
