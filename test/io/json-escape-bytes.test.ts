import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LONGEST_ESCAPE, writeEscaped } from '../../src/io/json-escape-bytes.js';

it('escapes text as JSON.stringify does', () => {
  const control = fc.integer({ min: 0, max: 0x2f }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.array(fc.oneof(control, fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', '\u007f', '\u2028'))), (parts) => {
      const text = parts.join('');
      const source = Buffer.from(`x${text}y`);
      const bytes = Buffer.alloc(LONGEST_ESCAPE * source.length);
      const end = writeEscaped(bytes, 1, source, 1, source.length - 1);
      expect(`"${bytes.toString('utf8', 1, end)}"`).toBe(JSON.stringify(text));
    }),
    { numRuns: 500 },
  );
});
