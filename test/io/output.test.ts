import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputFile } from '../../src/io/output.js';

const MEBIBYTE = 2 ** 20;

test('an output knows the checksums of its bytes, however they come and go', async () => {
  const steps = fc.array(fc.record({ kind: fc.constantFrom('write', 'write', 'summed', 'lent', 'flush'), length: fc.constantFrom(0, 1, 1000, MEBIBYTE / 2, MEBIBYTE), byte: fc.nat(255) }), { maxLength: 8 });
  await fc.assert(fc.asyncProperty(fc.constantFrom(undefined, 0, 10, MEBIBYTE / 4), steps, fc.boolean(), async (before, list, takesMany) => {
    const written: Buffer[] = [];
    const write = async (bytes: Uint8Array) => {
      await setImmediate(); // long enough for a second write to get ahead of it
      written.push(Buffer.from(bytes));
    };
    const writeAll = async (pieces: readonly Uint8Array[]) => {
      expect(pieces.length).toBeGreaterThan(1);
      await write(Buffer.concat(pieces));
    };
    const sink = { write, ...(takesMany && { writeAll }), sync: async () => undefined, close: async () => undefined };
    const file = new OutputFile('file', sink);
    const bytes: Buffer[] = [];
    const given = (length: number, byte: number) => {
      bytes.push(Buffer.alloc(length, byte));
      return Buffer.alloc(length, byte);
    };
    if (before !== undefined) {
      const stands = given(before, 7);
      file.takeUp(stands);
      stands.fill(0); // the memory is the caller's again
    }
    let lent = 0;
    const givenBack: number[] = [];
    for (const [number, { kind, length, byte }] of list.entries()) {
      if (kind === 'flush') await file.flush();
      else if (kind === 'write') await file.write(given(length, byte));
      else {
        const piece = given(length, byte);
        const giveBack = () => {
          lent--;
          givenBack.push(number);
          piece.fill(0); // it holds something else then
        };
        if (kind === 'lent') lent++;
        await file.writeSummed({ bytes: piece, crc32: crc32(piece), giveBack: kind === 'lent' ? giveBack : undefined });
        if (kind === 'summed') piece.fill(0);
      }
    }
    await file.end();
    expect(lent).toBe(0);
    // Whoever lends memory in turn counts on it.
    expect(givenBack).toEqual([...givenBack].sort((a, b) => a - b));
    const whole = Buffer.concat(bytes);
    expect(Buffer.concat(written).equals(whole.subarray(before ?? 0))).toBe(true);
    expect([file.byteCount, file.crc32]).toEqual([whole.length, crc32(whole)]);
    expect(file.sha256).toBe(whole.length > MEBIBYTE ? undefined : createHash('sha256').update(whole).digest('hex'));
    await file.close();
  }), { numRuns: 60 });
});

test('an output whose disk is full gives back what it was lent, and says so at one of the next calls and all after it', async () => {
  let writes = 0;
  const sink = {
    write: async () => {
      if (++writes === 2) throw new Error('full');
    },
    sync: async () => undefined,
    close: async () => undefined,
  };
  const file = new OutputFile('file', sink);
  const bytes = Buffer.alloc(MEBIBYTE);
  let given = 0;
  let back = 0;
  const lend = () => {
    given++;
    return file.writeSummed({ bytes, crc32: crc32(bytes), giveBack: () => back++ });
  };
  await expect((async () => {
    for (;;) await lend();
  })()).rejects.toThrow('full');
  expect(given).toBeLessThan(10);
  await expect(file.sync()).rejects.toThrow('full');
  await expect(file.end()).rejects.toThrow('full');
  await file.close();
  expect([writes, back]).toEqual([2, given - 1]); // the last one was not taken
});
