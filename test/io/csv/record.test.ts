import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { formatRecord, parseRecord, quoteCell } from '../../../src/io/csv/record.js';

const DELIMITERS = [',', ';', '\t', '|'];
const text = fc.string({ unit: fc.constantFrom('a', 'ä', '1', ' ', '"', ',', ';', '\t', '|', '\n', '\r', '=', '-', "'") });

describe('a CSV record', () => {
  it('is read back as the cells that were written, whatever they hold', () => {
    fc.assert(fc.property(fc.constantFrom(...DELIMITERS), fc.array(text, { minLength: 2, maxLength: 5 }), (delimiter, cells) => {
      const record = cells.map((cell) => quoteCell(cell, delimiter)).join(delimiter);
      expect(parseRecord(record, delimiter)).toEqual(cells);
    }));
  });

  it('is read as the library reads a file of this record alone', () => {
    fc.assert(fc.property(fc.constantFrom(...DELIMITERS), text, (delimiter, record) => {
      const { data, errors } = Papa.parse<string[]>(record, { delimiter, newline: '\n' });
      const expected = errors.some(({ type }) => type === 'Quotes') || data.length !== 1 ? undefined : data[0];
      if (!record.includes('\n') && record !== '') expect(parseRecord(record, delimiter)).toEqual(expected);
    }));
  });

  it('keeps a quote inside an unquoted cell as text, and refuses quotes that do not pair', () => {
    expect(parseRecord('6\'5" tall,a"b"', ',')).toEqual(['6\'5" tall', 'a"b"']);
    expect(parseRecord('a,"b', ',')).toBeUndefined();
    expect(parseRecord('"a"x,b', ',')).toBeUndefined();
  });

  it('writes text that would be a formula with an apostrophe, and numbers as numbers', () => {
    expect(formatRecord(['=1+1', '+1', '-1', '@a', '\ta', -1, 1e21, NaN, null, undefined, '', 'x'])).toBe(
      "'=1+1,'+1,'-1,'@a,'\ta,-1,1e+21,,,,,x",
    );
    expect(formatRecord(['=a,b', 'c"d'], ',')).toBe('"\'=a,b","c""d"');
  });

  it('quotes the delimiter that is in use and no other', () => {
    expect(formatRecord(['a;b', 'a,b'], ';')).toBe('"a;b";a,b');
  });
});
