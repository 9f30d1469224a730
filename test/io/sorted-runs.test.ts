import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createRun } from '../../src/io/sorted-runs.js';
import { createBatch, type Batch } from '../../src/model/batch.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-runs-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A batch with room to spare in columns and bytes, as stages hand them on. */
function batchOf(rows: readonly (readonly [number, string])[], spare: number): Batch {
  const text = rows.map(([, line]) => `${line}\n`).join('');
  const batch = createBatch(rows.length + spare, Buffer.concat([Buffer.from(text), Buffer.alloc(spare, 'x')]), Buffer.byteLength(text));
  let start = 0;
  for (const [number, line] of rows) {
    const i = batch.count++;
    batch.timeMs[i] = number;
    batch.value[i] = i % 3 === 0 ? NaN : -number;
    batch.arrival[i] = 2 ** 40 + i;
    batch.offset[i] = 2 ** 41 + i;
    batch.timeNs[i] = i * 999;
    batch.series[i] = 2 ** 31 + i;
    batch.start[i] = start;
    batch.length[i] = Buffer.byteLength(line);
    batch.reason[i] = 500 + (i % 5000);
    batch.status[i] = i % 4;
    batch.flag[i] = 9;
    batch.origin[i] = i % 3;
    start += batch.length[i] + 1;
  }
  return batch;
}

/** What of a batch counts: the rows in use and the bytes in use. */
function content(batch: Batch): Record<string, unknown> {
  const columns = Object.entries(batch).filter(([name, column]) => name !== 'bytes' && ArrayBuffer.isView(column));
  return {
    ...Object.fromEntries(columns.map(([name, column]) => [name, Array.from((column as Uint8Array).subarray(0, batch.count))])),
    text: batch.bytes.toString('utf8', 0, batch.byteCount),
  };
}

const rows = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.string()), { maxLength: 20 });
const batches = fc.array(fc.tuple(rows, fc.nat(5)), { maxLength: 12 });

test('a run gives back what was appended, in order, however appending and taking alternate', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.array(fc.boolean()), async (list, takes) => {
      const run = await createRun(directory);
      const model: Batch[] = [];
      let rowCount = 0;
      const take = async () => {
        const expected = model.shift();
        const actual = await run.next();
        rowCount -= expected?.count ?? 0;
        expect(actual && content(actual)).toEqual(expected && content(expected));
      };
      for (const [i, [lines, spare]] of list.entries()) {
        const batch = batchOf(lines, spare);
        await run.append(batch);
        model.push(batch);
        rowCount += batch.count;
        if (takes[i]) await take();
        expect(run.rowCount).toBe(rowCount);
      }
      const rest: Batch[] = [];
      for await (const batch of run) rest.push(batch);
      expect(rest.map(content)).toEqual(model.map(content));
      await run.close();
    }),
    { numRuns: 60 },
  );
});

test('a queue that never runs empty keeps its order over thousands of batches', async () => {
  const run = await createRun(directory);
  const batch = (number: number) => batchOf([[number, `line ${number}`]], 0);
  await run.append(batch(0));
  for (let i = 1; i < 3000; i++) {
    await run.append(batch(i));
    expect((await run.next())!.timeMs[0]).toBe(i - 1);
  }
  expect(run.rowCount).toBe(1);
  await run.close();
});

test('a batch that was read back belongs to the reader and can grow and be handed on', async () => {
  const run = await createRun(directory);
  await run.append(batchOf([[1, 'a'], [2, 'b']], 3));
  await run.append(batchOf([[3, 'c']], 0));
  const [first, second] = [(await run.next())!, (await run.next())!];
  first.timeMs.fill(7);
  expect(second.timeMs[0]).toBe(3);
  expect(structuredClone(second.timeMs, { transfer: [second.timeMs.buffer as ArrayBuffer] })[0]).toBe(3);
  await run.close();
});

test('a run leaves nothing behind', async () => {
  const run = await createRun(directory);
  await run.append(batchOf([[1, 'a']], 0));
  await run.close();
  expect(readdirSync(directory)).toEqual([]);
  await expect(createRun(join(directory, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
});
