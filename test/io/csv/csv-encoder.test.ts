import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvEncoder } from '../../../src/io/csv/csv-encoder.js';
import { learnCsvLanguage } from '../../../src/io/csv/csv-language.js';
import { parseRecord, quoteCell } from '../../../src/io/csv/record.js';
import { ADDED_COLUMNS, type CsvTable } from '../../../src/io/csv/table.js';
import { DECODE_DEFAULTS } from '../../../src/io/decode.js';
import { LineBatch } from '../../../src/io/line-batch.js';
import type { MadeValues } from '../../../src/io/made-slots.js';
import { Flag, Origin, Reason } from '../../../src/model/flag.js';

const RANGE = { low: 50, high: 55 };
const { fields } = DECODE_DEFAULTS;

/** The rows that an encoder writes, as text. */
function rowsOf(encoder: ReturnType<typeof createCsvEncoder>) {
  const lines = new LineBatch();
  const text = (end: number) => {
    const line = lines.bytes.toString('utf8', lines.end, end);
    lines.add(end, 0, 0, NaN, 0, Flag.Pass, Origin.Filled, -1);
    return line;
  };
  return {
    filled: (made: MadeValues, timeMs: number, timeNs: number) => text(encoder.filled(lines, made, 0, timeMs, timeNs)),
    repaired: (row: Buffer, made: MadeValues, reasons: number) => text(encoder.repaired(lines, row, 0, row.length, made, 0, reasons)),
  };
}

const number = fc.oneof(fc.double({ min: 49, max: 56, noNaN: true }), fc.integer({ min: 4900, max: 5600 }).map((x) => x / 100), fc.constantFrom(50, 55, 1e-9, 52.00000000000001));
const madeArbitrary = fc.record({
  value: number, mean: number, lo: number, hi: number,
  sd: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 0.25, 1e-7, 1e3)),
  method: fc.constantFrom('pool', 'ar1', 'linear'),
}).map(({ value, mean, sd, lo, hi, method }): MadeValues => ({ value: [value], mean: [mean], sd: [sd], lo: [lo], hi: [hi], method }));

const columnsArbitrary = fc.shuffledSubarray(['event_id', 'sensor_id', 'status', 'note', '']).chain((others) => fc.shuffledSubarray([...others, 'timestamp', 'temperature'], { minLength: others.length + 2 }));

const tableArbitrary = fc.record({
  columns: columnsArbitrary,
  quoted: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  delimiter: fc.constantFrom(',', ';', '\t'),
  sensor: fc.constantFrom('s1', 'reason', 'timestamp', 'a,b', 'a;b', 'a"b', 'ü'),
  time: fc.constantFrom('2026-01-01T00:00:42.000Z', '2026-01-01 00:00:42+01:00', '2026-01-01T00:00:42.123456Z'),
  decimals: fc.integer({ min: 0, max: 3 }),
  status: fc.constantFrom('normal', 'deviated', 'ok', ' deviated '),
  isCrlf: fc.boolean(),
});

describe('a row that is made by form', () => {
  it('is what is written cell by cell, which a column of draws asks for', () => {
    const arbitrary = fc.tuple(tableArbitrary, fc.array(madeArbitrary, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(0, 0, 0, 5000), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(arbitrary, ([{ columns, quoted, delimiter, sensor, time, decimals, status, isCrlf }, makes, timeMs, timeNs, reasons]) => {
        const cells: Record<string, string> = { event_id: 'e 1', sensor_id: sensor, timestamp: time, temperature: (49).toFixed(decimals), status, note: 'a note', '': '' };
        const spell = (good: string) => Buffer.from(columns.map((name, k) => {
          const text = name === 'status' ? good : cells[name];
          return quoted[k] ? `"${text.replaceAll('"', '""')}"` : quoteCell(text, delimiter);
        }).join(delimiter) + (isCrlf ? '\r' : ''));
        const table: CsvTable = { delimiter, columns, header: columns.join(delimiter), lineEnd: isCrlf ? '\r\n' : '\n', decimalComma: false };
        const values = [50, 51, 52.5].map((x) => Number(x.toFixed(decimals)));
        const language = learnCsvLanguage([spell('normal')], values, columns.includes('sensor_id') ? sensor : 'sensor', DECODE_DEFAULTS, table);
        const [byForm, cellByCell] = [false, true].map((hasDraws) => rowsOf(createCsvEncoder(language, table, fields, hasDraws, RANGE)));
        const withDraws = (row: string) => (isCrlf ? `${row.slice(0, -1)}${delimiter}\r` : `${row}${delimiter}`);
        for (const made of makes) {
          const filled = byForm.filled(made, timeMs, timeNs);
          expect(withDraws(filled)).toBe(cellByCell.filled(made, timeMs, timeNs));
          const row = spell(status);
          const repaired = byForm.repaired(row, made, reasons);
          expect(withDraws(repaired)).toBe(cellByCell.repaired(row, made, reasons));
          for (const one of [filled, repaired]) {
            expect(parseRecord(isCrlf ? one.slice(0, -1) : one, delimiter)).toHaveLength(columns.length + ADDED_COLUMNS.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a repaired row', () => {
  const columns = ['observed', 'timestamp', 'temperature', 'mean'];
  const table: CsvTable = { delimiter: ',', columns, header: columns.join(','), lineEnd: '\n', decimalComma: false };
  const row = Buffer.from(',2026-01-01T00:00:42Z,60.5,7');
  const made: MadeValues = { value: [52.5], mean: [52.25], sd: [0.5], lo: [51], hi: [53], method: 'ar1' };

  it('says what was observed where the log has such a column, also before the reading, and fills what else of the added columns it has', () => {
    const language = learnCsvLanguage([Buffer.from(',2026-01-01T00:00:41Z,52.5,')], [52.5, 52], 'sensor', DECODE_DEFAULTS, table);
    const encoder = rowsOf(createCsvEncoder(language, table, fields, false, RANGE));
    expect(encoder.repaired(row, made, Reason.Range)).toBe('60.5,2026-01-01T00:00:42Z,52.5,52.25,repaired,1,0.5,51,53,ar1,range');
  });
});
