import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChunkDecoder } from '../../../src/io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../../../src/io/decode.js';
import { CellCursor } from '../../../src/io/csv/cells.js';
import { formatRecord, parseRecord } from '../../../src/io/csv/record.js';
import { formatOf } from '../../../src/io/format-of.js';
import { SeriesTable } from '../../../src/model/series.js';

function tableOf(header: string, options: Partial<DecodeOptions> = {}, delimiter = ',', decimalComma = false): DecodeOptions {
  return { ...DECODE_DEFAULTS, ...options, csv: { delimiter, columns: header.split(delimiter), header, lineEnd: '\n', decimalComma } };
}

function decode(options: DecodeOptions, text: string) {
  const series = new SeriesTable();
  const bytes = Buffer.from(text);
  const { batch, faults, blank, lines } = createChunkDecoder(options, series)(bytes, bytes.length, 0, 0);
  const rows = Array.from({ length: batch.count }, (_, i) => [batch.timeMs[i], batch.value[i], series.id(batch.series[i])]);
  return { rows, faults: faults.map(({ code }) => code), blank, lines, flags: [...batch.flag.subarray(0, batch.count)] };
}

describe('the exact decoder of CSV', () => {
  it('reads cells under their names, whatever else is in the table', () => {
    const options = tableOf('note,sensor_id,temperature,timestamp');
    expect(decode(options, '"a, b",s1,21.5,2026-01-01T00:00:00Z\n,,-3,1767225600000\n').rows).toEqual([
      [1767225600000, 21.5, 's1'], [1767225600000, -3, 'sensor'],
    ]);
  });

  it('takes empty cells and markers for missing readings, in any spelling of a number', () => {
    const options = tableOf('timestamp,temperature', { missing: ['-999', '---'] });
    const { rows, flags, faults } = decode(options, '1,\n2,-999.0\n3,---\n4,-99\n5,n/a');
    expect(rows.map(([, value]) => value)).toEqual([NaN, NaN, NaN, -99]);
    expect(flags).toEqual([9, 9, 9, 2]);
    expect(faults).toEqual(['temperature-type']);
  });

  it('reads decimal commas and the spellings that loggers have', () => {
    const options = tableOf('timestamp;temperature', {}, ';', true);
    expect(decode(options, '1; 21,5\n2;+3\n3;,5\n4;007,50\n5;1e1\r\n').rows.map(([, value]) => value)).toEqual([21.5, 3, 0.5, 7.5, 10]);
    expect(decode(options, '1;21.5').faults).toEqual(['temperature-type']);
  });

  it('counts empty rows and the header met again as blank, and says what is wrong with other lines', () => {
    const options = tableOf('timestamp,temperature,sensor_id');
    const { faults, blank, lines } = decode(options, 'timestamp,temperature,sensor_id\n,,\n \n1,2\n1,"2,s\n,2,s\nx,2,s\n1,1e999,s\n1,2,s');
    expect({ faults, blank, lines }).toEqual({
      faults: ['cell-count', 'quotes', 'no-timestamp', 'timestamp-syntax', 'temperature-not-finite'], blank: 3, lines: 9,
    });
  });

  it('takes neither line of a cell with a line break for a row', () => {
    const { faults, rows } = decode(tableOf('note,timestamp,temperature'), '"a\nb",1,2\nsay "b",1,2\n5",1,2');
    expect(faults).toEqual(['quotes', 'quotes', 'quotes']);
    expect(rows).toHaveLength(1);
  });

  it('reads rows as objects, digits as they are spelled', () => {
    const { readFields, readEventId } = formatOf(tableOf('event_id,timestamp,temperature,room,status'));
    expect(readFields(Buffer.from('007,2026-01-01T00:00:00Z,21.50,7,\r'))).toEqual({
      event_id: '007', timestamp: '2026-01-01T00:00:00Z', temperature: 21.5, room: 7,
    });
    expect(readEventId(Buffer.from('007,1,2,,'))).toBe('007');
  });
});

describe('CellCursor', () => {
  it('finds the cells that parseRecord reads', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '\r', 'é', '=') });
    fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const bytes = Buffer.from(formatRecord(cells));
      const expected = parseRecord(bytes.toString(), ',')!;
      const cursor = new CellCursor(',');
      const found: string[] = [];
      cursor.open(bytes, 0, bytes.length);
      while (cursor.next()) found.push(parseRecord(bytes.toString('utf8', cursor.start, cursor.end), '\u0000')![0]);
      expect(found).toEqual(expected);
    }));
  });
});
