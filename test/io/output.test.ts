import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputFile } from '../../src/io/output.js';

const MEBIBYTE = 2 ** 20;

test('an output knows the checksums of its bytes, however they come and go', async () => {
  const steps = fc.array(fc.record({ kind: fc.constantFrom('write', 'write', 'flush'), length: fc.constantFrom(0, 1, 1000, MEBIBYTE / 2, MEBIBYTE), byte: fc.nat(255) }), { maxLength: 5 });
  await fc.assert(fc.asyncProperty(fc.constantFrom(undefined, 0, 10, MEBIBYTE / 4), steps, async (before, list) => {
    const written: Buffer[] = [];
    const sink = { write: async (bytes: Uint8Array) => void written.push(Buffer.from(bytes)), sync: async () => undefined, close: async () => undefined };
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
    for (const { kind, length, byte } of list) await (kind === 'flush' ? file.flush() : file.write(given(length, byte)));
    await file.end();
    const whole = Buffer.concat(bytes);
    expect(Buffer.concat(written).equals(whole.subarray(before ?? 0))).toBe(true);
    expect([file.byteCount, file.crc32]).toEqual([whole.length, crc32(whole)]);
    expect(file.sha256).toBe(whole.length > MEBIBYTE ? undefined : createHash('sha256').update(whole).digest('hex'));
    await file.close();
  }), { numRuns: 60 });
});
