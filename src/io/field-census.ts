// Which fields the lines of an unknown log have, and what stands in them.
import type { FieldCensus, JsonType, LineCensus } from '../model/inspection.js';
import { preview } from '../model/preview.js';
import { parseTimestampText } from '../model/timestamp-text.js';
import type { LineFormat } from './line-format.js';

/** A census being taken. */
type Counting = {
  -readonly [K in Exclude<keyof FieldCensus, 'types' | 'distinct'>]: FieldCensus[K];
} & { readonly types: Map<JsonType, number>; readonly distinct: Set<unknown> };

const MOST_FIELDS = 256;
const MOST_DISTINCT = 4096;
const EXAMPLE_CHARACTERS = 40;
const ODD_CHARACTERS = 200;
const NUMBER_TEXT = /^\s*[+-]?(\d+(?:[.,]\d*)?|[.,]\d+)(e[+-]?\d+)?\s*$/i;

/**
 * Counts what stands in the fields of lines. Whatever the lines hold, it comes to an end: what is no JSON is counted as that.
 * O(bytes); memory: MOST_FIELDS times MOST_DISTINCT values at most.
 *
 * @example
 * takeCensus([Buffer.from('{"ts":1735689600,"degC":76.5}')]).fields.map(({ name }) => name); // ['ts', 'degC']
 */
export function takeCensus(lines: readonly Buffer[], read: LineFormat['readLoosely'] = readJson): LineCensus {
  const fields = new Map<string, Counting>();
  const left = new Set<string>();
  let [counted, notJson, notObjects] = [0, 0, 0];
  let odd: string | undefined;
  for (const line of lines) {
    const text = line.toString();
    if (text.trim() === '') continue;
    counted++;
    const object = read(line);
    if (!object) odd ??= text.slice(0, ODD_CHARACTERS);
    if (object === undefined) notJson++;
    else if (object === null) notObjects++;
    else {
      for (const [name, value] of Object.entries(object)) {
        let field = fields.get(name);
        if (!field && fields.size === MOST_FIELDS) {
          if (left.size < MOST_DISTINCT) left.add(name);
          continue;
        }
        if (!field) fields.set(name, (field = emptyField(name)));
        addValue(field, value);
      }
    }
  }
  return { lines: counted, notJson, notObjects, fields: [...fields.values()], fieldsLeft: left.size, odd };
}

/** The object of a line; null where it holds another value, undefined where it is no JSON. */
export function readJson(line: Buffer): Record<string, unknown> | null | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
  } catch {
    return undefined;
  }
}

function emptyField(name: string): Counting {
  return {
    name, lines: 0, types: new Map(), low: Infinity, high: -Infinity, whole: 0, distinct: new Set(), example: 'null',
    dateTimes: 0, zoneless: 0, numericTexts: 0, inside: [],
  };
}

function addValue(field: Counting, value: unknown): void {
  const type = typeOf(value);
  field.lines++;
  field.types.set(type, (field.types.get(type) ?? 0) + 1);
  if (type === 'object' || type === 'list') {
    if (field.inside.length === 0 && type === 'object') field.inside = Object.keys(value as object).slice(0, MOST_FIELDS);
  } else if (field.distinct.size < MOST_DISTINCT) field.distinct.add(value);
  if (field.example === 'null' && value !== null) field.example = preview(value, EXAMPLE_CHARACTERS);
  if (typeof value === 'number') {
    field.low = Math.min(field.low, value);
    field.high = Math.max(field.high, value);
    if (Number.isInteger(value)) field.whole++;
  } else if (typeof value === 'string') addText(field, value);
}

function addText(field: Counting, text: string): void {
  if (NUMBER_TEXT.test(text)) field.numericTexts++;
  const out = { timeMs: 0, timeNs: 0 };
  if (parseTimestampText(text, true, out) !== undefined) return;
  field.dateTimes++;
  if (parseTimestampText(text, false, out) !== undefined) field.zoneless++;
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  return type === 'string' ? 'text' : type === 'number' ? 'number' : type === 'boolean' ? 'true/false' : 'object';
}
