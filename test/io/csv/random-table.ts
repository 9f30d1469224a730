// Made-up tables for the scanner: usual rows of a random layout, and rows that are wrong in every way that a fast path could overlook.
import { DECODE_DEFAULTS } from '../../../src/io/decode.js';
import { OWN_FIELD_NAMES, type TimeUnit } from '../../../src/model/event.js';
import { quoteCell } from '../../../src/io/csv/record.js';
import type { Pick, RandomLog } from '../scanner/random-log.js';

const DELIMITERS = [',', ';', '\t', '|'];
const UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];
const TIMES = ['2026-01-01T00:00:42.000Z', '2026-12-31 23:59:59', '2026-06-30 12:00:00.123456789+05:30', '1767225600', '1767225600.25'];
const ODD_TIMES = ['', ' 2026-01-01T00:00:42Z', '2026-13-01 00:00:00', '2026-01-01', '-5', '1e3', '1767225600,5', '01', '2026-06-30T23:59:60Z', 'Time'];
const VALUES = ['52.37', '-0.5', '21', '0', '', '69.88083514', '21.299999999999997'];
const ODD_VALUES = [' 5', '5 ', '.5', '5.', '+5', '007', '1e3', 'NaN', '---', '-', '1.2.3', '5,5', '1e999', '12345678901234567', '9007199254740993', '"'];
const SENSORS = ['s1', 's2', 'mote-17', '7', '', '0123456789abcdef-0123456789abcdef-0123456789ab'];
const ODD_SENSORS = [' s1', 's1 ', ' ', 'é', 's"1', '=s1', 'sensor', `${'x'.repeat(48)}`, `${'x'.repeat(49)}`];
const STATUSES = ['normal', 'deviated', '', 'odd', 'norma', 'normall', ' normal', 'deviated '];
const ORIGINS = ['', 'filled', 'repaired', 'observed', ' filled', 'fille'];
const EXTRAS = ['', 'plain', 'a rather long text of more than sixteen bytes', '1', 'a b', 'é', 'a"b', '"', "'"];
const SPLICES = ['"', '""', ',', ';', '\t', '|', ' ', '\r', '\n', '\0', '\u00e9', 'é', '-', '.', '0', '\x1f', '\x7f', ',,', 'timestamp'];

/** A table of `lineCount` lines, of which some are odd. */
export function randomTable(pick: Pick, lineCount: number): RandomLog {
  const choose = <T>(values: readonly T[]): T => values[pick(values.length)];
  const delimiter = choose(DELIMITERS);
  const decimalComma = pick(3) === 0;
  const usual: Record<string, readonly string[]> = {
    timestamp: pick(2) === 0 ? [choose(TIMES)] : TIMES,
    temperature: VALUES.map((value) => (decimalComma ? value.replace('.', ',') : value)),
    sensor_id: SENSORS, status: STATUSES, origin: ORIGINS, note: EXTRAS, '': EXTRAS,
  };
  const odd: Record<string, readonly string[]> = { timestamp: ODD_TIMES, temperature: ODD_VALUES, sensor_id: ODD_SENSORS };
  const columns = Object.keys(usual).filter((_name, i) => i < 2 || pick(2) === 0);
  for (let i = columns.length - 1; i > 0; i--) {
    const j = pick(i + 1);
    [columns[i], columns[j]] = [columns[j], columns[i]];
  }
  const isQuoted = columns.map(() => pick(4) === 0);
  const ending = pick(4) === 0 ? '\r\n' : '\n';
  const header = columns.join(delimiter);
  const oddity = choose([2, 3, 20]);
  let oddLines = 0;
  const lines: Buffer[] = [];
  for (let i = 0; i < lineCount; i++) {
    const isOdd = pick(oddity) === 0;
    if (isOdd) oddLines++;
    const cells = columns.map((name, k) => {
      const text = choose(isOdd && pick(3) === 0 ? (odd[name] ?? usual[name]) : usual[name]);
      if (isQuoted[k] && (!isOdd || pick(2) === 0)) return `"${text.replaceAll('"', '""')}"`;
      return isOdd && pick(3) === 0 ? text : quoteCell(text, delimiter);
    });
    if (isOdd && pick(8) === 0) cells.splice(pick(cells.length), pick(2), choose(EXTRAS));
    let line = Buffer.from(isOdd && pick(20) === 0 ? header : cells.join(delimiter));
    for (let edits = isOdd ? pick(3) : 0; edits > 0; edits--) {
      const at = pick(line.length + 1);
      const splice = pick(4) === 0 ? Buffer.from([pick(256)]) : Buffer.from(choose(SPLICES));
      line = Buffer.concat([line.subarray(0, at), splice, line.subarray(at + pick(2) * splice.length)]);
    }
    lines.push(line, Buffer.from(ending));
  }
  const options = {
    ...DECODE_DEFAULTS,
    fields: OWN_FIELD_NAMES,
    timeUnit: choose(UNITS),
    assumeUtc: pick(2) === 0,
    defaultSensor: pick(2) === 0 ? 'sensor' : 's1',
    maxLineBytes: pick(8) === 0 ? 60 + pick(60) : 1024 * 1024,
    missing: pick(3) === 0 ? ['21', '-0.5', '---'] : [],
    csv: { delimiter, columns, header, lineEnd: '\n', decimalComma } as const,
  };
  const whole = Buffer.concat(lines);
  const chunks: Buffer[] = [];
  for (let start = 0; start < whole.length; ) {
    const newline = whole.indexOf(0x0a, start + pick(whole.length));
    const end = newline < 0 ? whole.length : newline + 1;
    chunks.push(Buffer.from(whole.subarray(start, end)));
    start = end;
  }
  return { options, chunks, oddLines };
}
