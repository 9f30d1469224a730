// Made-up logs for the scanner: usual lines of a random shape, and lines that are wrong in every way that a fast path could overlook.
import { OWN_FIELD_NAMES, type FieldNames, type TimeUnit } from '../../../src/model/event.js';
import type { DecodeOptions } from '../../../src/io/decode.js';

/** A whole number from 0 to below the given one. */
export type Pick = (below: number) => number;

export interface RandomLog {
  readonly options: DecodeOptions;
  /** Read one after the other, by the same decoder. */
  readonly chunks: readonly Buffer[];
  /** How many of the lines are odd. */
  readonly oddLines: number;
}

const FOREIGN_FIELD_NAMES: FieldNames = { event_id: 'id', sensor_id: 'Fühler', timestamp: 'ts', temperature: 'v', status: 'toString' };
const UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

const TIMES = [
  '"2026-01-01T00:00:42.000Z"', '"2024-02-29T23:59:59.999Z"', '"2026-12-31 23:59:59+05:30"', '"2026-06-30t12:00:00.123456789z"',
  '"2026-01-01T00:00:00.5-00:00"', '"0001-01-01T00:00:00Z"', '"9998-12-31T23:59:59Z"', '"2026-01-01T10:20:30"',
];
const NUMBER_TIMES: Readonly<Record<TimeUnit, readonly string[]>> = {
  s: ['1767225600', '1767225600.25', '1767225600.123456', '1767225600.1234567', '0'],
  ms: ['1767225600123', '1767225600123.5', '1767225600123.456789', '12345678901'],
  us: ['1767225600123456', '1767225600123456.789', '1'],
  ns: ['1767225600123456789', '1767225600123456789', '999999'],
};
export const ODD_TIMES = [
  '"0000-01-01T00:00:00+01:00"', '"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999-01:00"', '"9999-12-31T23:59:59Z"',
  '"2023-02-29T00:00:00.000Z"',
  '"2026-13-01T00:00:42.000Z"', '"2026-00-10T00:00:42.000Z"', '"2026-01-32T00:00:42.000Z"', '"2026-01-00T00:00:42.000Z"',
  '"2026-01-01T24:00:42.000Z"', '"2026-01-01T00:60:42.000Z"', '"2026-01-01T00:00:60.000Z"', '"2026-06-30T23:59:60.000Z"',
  '"2026-01-01T00:00:61.000Z"',
  '"1900-02-29T00:00:42.000Z"', '"2000-02-29T00:00:42.000Z"', '"2026-04-31T00:00:42.000Z"', '"2026-01-01T00:00:42.0000000001Z"',
  '"2026-01-01T00:00:42.Z"', '"2026-01-01T00:00:42.000+24:00"', '"2026-01-01T00:00:42.000+01:60"', '"2026-01-01T00:00:4:.000Z"',
  '"2026-01-01T00:00:42"',
  '"2\\u003026-01-01T00:00:42.000Z"', '"２026-01-01T00:00:42.000Z"', '"+002026-01-01T00:00:42.000Z"', '"2026-01-01T00:00:42.000Z "', '""',
  '-1', '-0', '1e3', '1767225600123.0000001', '1767225600.0000000000', '99999999999999999999', '253402300799999', '253402300800000',
  '18446744073709551616',
  '9007199254740993', '00', '01', '1.', '.5', '+1', '-', '1767225600123.000', '92233720368547758080', '9223372036854775807', 'true',
  'null', '{}', '[1]',
];
const TEMPERATURES = [
  '52.37', '-0.5', '0', '21', '21.299999999999997', '69.88083514', '123456789012345', '0.000000000000001', '1234567.12345678', 'null',
];
export const ODD_TEMPERATURES = [
  '-0', '-0.0', '0.0', '00', '01.5', '-01', '1.', '.5', '+1', '-', '--1', '1e5', '1E-5', '1e400', '-1e400', '1.5e', '1e+', '1.2.3',
  '1..2', '0x10', '1_000', '5,',
  '9007199254740992', '9007199254740993', '9007199254740991.5', '1234567890123456', '12345678901234567', '0.1234567890123456',
  '0.12345678901234567',
  '1.7976931348623157e308', '4.9e-324', '0.00000000000000000000001', '0.000000000000000000000012345', '100000000000000000000000',
  '123456789012345678901234567890',
  '0.30000000000000004', '2.2250738585072011e-308', '179769313486231570000000000000', '18446744073709551616', '18446744073709551617.5',
  '8.41e21', '5e-1',
  '9999999999999999999', '99999999999999999999', '0.99999999999999999999', 'NaN', 'Infinity', 'nul', 'nulll', 'NULL', 'None', 'true',
  '"52.37"', '{}', '[52.37]', '""',
];
const SENSORS = [
  '"s1"', '"s2"', '"mote-17"', '""', '"0123456789abcdef"', '"0123456789abcdeg"', '"550e8400-e29b-41d4-a716-446655440000"', '7', '42',
  '18446744073709551615', 'null',
];
export const ODD_SENSORS = [
  '"Büro"', '"s\\u0031"', '"a\\"b"', '"a\\\\"', '"\\ud83d"', '"tab\there"', '"\u007f"', '"nul\0"', `"${'x'.repeat(48)}"`,
  `"${'x'.repeat(49)}"`, `"${'x'.repeat(47)}y"`,
  '7.0', '-7', '-0', '007', '1e3', '123456789012345678901', '1.5', 'true', 'false', '{}', '[]', '"7"', '00', '0', '9007199254740993',
  "'s1'", 's1', '"__proto__"',
];
const STATUSES = [
  '"normal"', '"deviated"', '"odd"', 'null', '5', 'true', '""', '"norma"', '"normall"', '"deviatedx"', '"deviate"', '"NORMAL"',
];
export const ODD_STATUSES = ['"norm\\u0061l"', '{}', '["normal"]', 'nul', '-', '1e5', 'fals', 'falsy', '"normal', 'normal"'];
const ORIGINS = [
  '"observed"', '"filled"', '"repaired"', '"fille"', '"filledd"', '"repairedx"', 'null', '3', 'false', '"\\u0066illed"', '{}',
];
const EVENT_IDS = ['"s1-000042"', '"s1-000043"', '"a-rather-long-event-id-of-more-than-16"', '""'];
const EXTRA_KEYS = ['humidity', 'é', '__proto__', 'a"b', ''];
const EXTRAS = [
  '26.272', '-7', '"plain"', '"rather long text, more than two blocks"', 'true', 'false', 'null', '0.30000000000000004',
  '{"timestamp":1,"x":["}"]}',
];
export const ODD_EXTRAS = [
  '"é"', '"a\\nb"', '{"timestamp":1,"x":[1,{"y":"}"}]}', '[]', '1e400', '"', '1e-05', '-', '01', 'tru', 'falsf', 'trux', 'nulL',
  '-12.5', '12345678901234567890.5',
  '"\u0001"', '"]"',
];

const SPLICES = [
  '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n', '\0', '-', '+', '.', 'e', 'E', '0', '1', '9', '\u00e9', '\ufeff',
  '\u2028', '\\u0041', '\\x', '""', '{}', '1e400',
  '\x1f', '\x7f', 'null', ',"timestamp":5', ',"temperature":7.5', ',"sensor_id":"zz"', ',"origin":"filled"',
  ',"__proto__":{"origin":"filled"}', ',', '/**/', 'Z', 'T', '00', '000',
];
const RAW_BYTES = [0xff, 0xc3, 0x80, 0xed, 0xf0, 0x00, 0x0a, 0x0d, 0x22, 0x5c, 0x30, 0x3a, 0x2f, 0x2e, 0x2d, 0x7b, 0x7d];
const WHOLE_LINES = [
  '', ' ', '\t\r', '\r', '{}', 'null', '[]', '"x"', '[', '{"x":', '\ufeff', '\0', '\u00a0', '{"":0}', '{"timestamp":0,"temperature":1}',
  '{"v":1,"ts":0}',
];

interface Field {
  readonly key: string;
  readonly usual: readonly string[];
  readonly odd: readonly string[];
}

/** A log of `lineCount` lines, of which some are odd. */
export function randomLog(pick: Pick, lineCount: number): RandomLog {
  const fields = pick(3) === 0 ? FOREIGN_FIELD_NAMES : OWN_FIELD_NAMES;
  const options: DecodeOptions = {
    fields,
    timeUnit: UNITS[pick(4)],
    spring: 'refuse', assumeUtc: pick(2) === 0,
    defaultSensor: pick(2) === 0 ? 'sensor' : 's1',
    maxLineBytes: pick(8) === 0 ? 120 + pick(60) : 1024 * 1024,
    missing: pick(3) === 0 ? ['21', '-0.5', 'NaN', '52.37'] : [],
  };
  const shapes = Array.from({ length: 1 + pick(pick(4) === 0 ? 12 : 3) }, () => randomShape(pick, options));
  const ending = pick(4) === 0 ? '\r\n' : '\n';
  const oddity = choose(pick, [2, 3, 20]);
  const parts: Buffer[] = [];
  let oddLines = 0;
  for (let i = 0; i < lineCount; i++) {
    const shape = shapes[pick(shapes.length)];
    const isOdd = pick(oddity) === 0;
    if (isOdd) oddLines++;
    const line = isOdd ? oddLine(pick, shape) : Buffer.from(shape((field) => choose(pick, field.usual)));
    parts.push(line, Buffer.from(ending));
  }
  const whole = Buffer.concat(pick(2) === 0 ? parts : parts.slice(0, -1));
  return { options, chunks: cut(pick, whole), oddLines };
}

type LineWriter = (valueOf: (field: Field) => string) => string;

/** Fields in any order, with any white space, some missing, some twice; values mostly of one spelling, as in real logs. */
function randomShape(pick: Pick, { fields, timeUnit, assumeUtc }: DecodeOptions): LineWriter {
  const steady = (values: readonly string[]) => (pick(4) === 0 ? values : vary(values[pick(values.length)], pick));
  const texts = assumeUtc ? TIMES : TIMES.slice(0, -1);
  const all: Field[] = [
    { key: fields.timestamp, usual: steady(pick(3) === 0 ? NUMBER_TIMES[timeUnit] : texts), odd: ODD_TIMES },
    { key: fields.temperature, usual: pick(3) === 0 ? TEMPERATURES : ['52.37', '52.4', '-3.25', '53', '0.5'], odd: ODD_TEMPERATURES },
  ];
  if (pick(4) > 0) all.push({ key: fields.sensor_id, usual: pick(2) === 0 ? SENSORS : SENSORS.slice(0, 3), odd: ODD_SENSORS });
  if (pick(3) > 0) all.push({ key: fields.status, usual: steady(STATUSES), odd: ODD_STATUSES });
  if (pick(3) > 0) all.push({ key: fields.event_id, usual: EVENT_IDS, odd: ODD_EXTRAS });
  if (pick(5) === 0) all.push({ key: 'origin', usual: steady(ORIGINS), odd: ORIGINS });
  for (let extras = pick(3); extras > 0; extras--) {
    all.push({ key: choose(pick, EXTRA_KEYS), usual: steady(EXTRAS), odd: ODD_EXTRAS });
  }
  if (pick(8) === 0) all.push(all[pick(all.length)]);
  for (let i = all.length - 1; i > 0; i--) {
    const j = pick(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  if (pick(40) === 0) all.splice(pick(all.length), 1);
  const space = () => choose(pick, pick(3) === 0 ? ['', ' ', '\t', '  '] : ['']);
  const starts = all.map(({ key }, i) => {
    const escaped = pick(10) === 0 && key.length > 0 ? escapeFirst(key) : JSON.stringify(key).slice(1, -1);
    return `${space()}${i === 0 ? '{' : ','}${space()}"${escaped}"${space()}:${space()}`;
  });
  const end = `${space()}}${space()}`;
  return (valueOf) => all.map((field, i) => starts[i] + valueOf(field)).join('') + end;
}

/** The key with its first letter as an escape. */
function escapeFirst(key: string): string {
  return `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${JSON.stringify(key.slice(1)).slice(1, -1)}`;
}

/** The value, and others like it: the same length, other digits. */
function vary(value: string, pick: Pick): string[] {
  const others = Array.from({ length: 4 }, () => value.replace(/\d(?=[^T ]*"?$)/g, (digit) => String((Number(digit) + pick(3)) % 10)));
  return [value, value, ...others];
}

function oddLine(pick: Pick, shape: LineWriter): Buffer {
  const kind = pick(10);
  if (kind === 0) return Buffer.from(choose(pick, WHOLE_LINES));
  if (kind < 5) return Buffer.from(shape((field) => choose(pick, pick(4) === 0 ? field.odd : field.usual)));
  return mutateLine(pick, Buffer.from(shape((field) => choose(pick, field.usual))));
}

/** The line with one to three edits: pieces put in, written over or cut out, or cut off behind. */
export function mutateLine(pick: Pick, whole: Buffer): Buffer {
  let line = whole;
  for (let edits = 1 + pick(3); edits > 0; edits--) {
    const at = pick(line.length + 1);
    const splice = pick(2) === 0 ? Buffer.from(choose(pick, SPLICES)) : Buffer.from([pick(2) === 0 ? choose(pick, RAW_BYTES) : pick(256)]);
    const way = pick(6);
    const behind = at + (way < 2 ? splice.length : way === 2 ? pick(20) : 0);
    line = Buffer.concat([line.subarray(0, at), way === 2 ? Buffer.alloc(0) : splice, way === 5 ? Buffer.alloc(0) : line.subarray(behind)]);
  }
  return line;
}

/** Chunks of whole lines, except that the last may break off anywhere; or each line by itself, so that the kernel is asked about each. */
function cut(pick: Pick, whole: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  const broken = pick(4) === 0 ? whole.subarray(0, pick(whole.length + 1)) : whole;
  const lineByLine = pick(2) === 0;
  for (let start = 0; start < broken.length; ) {
    const newline = broken.indexOf('\n', start + (lineByLine ? 0 : pick(broken.length)));
    const end = newline < 0 ? broken.length : newline + 1;
    chunks.push(Buffer.from(broken.subarray(start, end)));
    start = end;
  }
  return chunks;
}

function choose<T>(pick: Pick, values: readonly T[]): T {
  return values[pick(values.length)];
}
