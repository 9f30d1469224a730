import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createLineExtender } from '../../../src/io/scanner/extend-lines.js';
import { createBatch } from '../../../src/model/batch.js';

describe.each([['with a kernel', false], ['without', true]])('createLineExtender %s', (_, isWithout) => {
  it('puts a text behind lines that were read, before their carriage returns, and leaves made ones', () => {
    const line = fc.record({ text: fc.string({ unit: fc.constantFrom('a', ',', '1'), maxLength: 40 }), hasReturn: fc.boolean(), isMade: fc.boolean() });
    fc.assert(fc.property(fc.array(line, { maxLength: 50 }), fc.string({ unit: fc.constant(','), maxLength: 20 }), (lines, text) => {
      if (isWithout) vi.stubGlobal('WebAssembly', undefined);
      const extend = createLineExtender(Buffer.from(text));
      vi.unstubAllGlobals();
      const bytes = Buffer.from(lines.map(({ text: one, hasReturn }) => `${one}${hasReturn ? '\r' : ''}\n`).join(''));
      const batch = createBatch(lines.length, bytes, bytes.length);
      batch.count = lines.length;
      let start = 0;
      lines.forEach(({ text: one, hasReturn, isMade }, i) => {
        batch.start[i] = start;
        batch.length[i] = one.length + (hasReturn ? 1 : 0);
        batch.offset[i] = isMade ? -1 : start;
        start += batch.length[i] + 1;
      });
      const expected = lines.map(({ text: one, hasReturn, isMade }) => `${one}${isMade ? '' : text}${hasReturn ? '\r' : ''}\n`).join('');
      expect(extend(batch).toString()).toBe(expected);
    }));
  });
});
