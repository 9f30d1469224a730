// Writing events: whole lines of filled ones in the language of their series, and edits of raw lines that leave the rest byte for byte.
import type { Event, Range } from '../model/event.js';
import { ORIGIN_NAMES, Flag, Origin } from '../model/flag.js';
import { formatInstant } from '../model/instant.js';
import { annotationStart } from './annotate.js';
import { MemberCursor } from './json-spans.js';
import type { SeriesLanguage } from './language.js';
import { roundToStep } from './value-resolution.js';

/** A value made for a reading, with its uncertainty, °C. `value` and `draws` are written on the series' grid, the rest as it is. */
export interface MadeValue {
  readonly value: number;
  readonly mean: number;
  readonly sd: number;
  readonly lo: number;
  readonly hi: number;
  readonly method: string;
  /** Further draws of the same reading, where they were asked for. */
  readonly draws?: ArrayLike<number>;
}

/** Writes the synthetic events of one series. Lines come without newline; O(length), a microsecond or two each. */
export interface Encoder {
  /** The value as it is written: on the series' grid, inside the range. */
  round(value: number): number;
  /** The line of a filled event. */
  filled(made: MadeValue, timeMs: number, timeNs: number): string;
  /** A raw line (valid UTF-8, decoded without fault) with its temperature replaced and what was done to it, and why, added. */
  repaired(rawLine: Buffer, made: MadeValue, reason: string): string;
}

/**
 * The encoder of a series; values are kept inside `range`.
 *
 * @example
 * const encoder = createEncoder(language, { low: 50, high: 55 });
 * encoder.filled({ value: 52.1, mean: 52, sd: 0.4, lo: 51.3, hi: 52.7, method: 'ar1' }, 1767225600000, 0);
 */
export function createEncoder(language: SeriesLanguage, range: Range): Encoder {
  const { colon, comma, close, value: grid, leastDecimals, timestamp, statusJson } = language;
  const key = (name: string): string => `${comma}${JSON.stringify(name)}${colon}`;
  const [flagKey, meanKey, sdKey, loKey, hiKey, methodKey] = ['flag', 'mean', 'sd', 'lo', 'hi', 'method'].map(key);
  const [drawsKey, observedKey, reasonKey] = ['draws', 'observed', 'reason'].map(key);
  const marked = (origin: Origin): string => `${key('origin')}"${ORIGIN_NAMES[origin]}"${flagKey}${Flag.Pass}${meanKey}`;
  const filledMark = marked(Origin.Filled);
  const repairedMark = marked(Origin.Repaired);
  const quote = timestamp.kind === 'text' ? '"' : '';
  const idHead = JSON.stringify(`fill:${language.sensor}:`).slice(0, -1);
  const nameOf = new Map(language.fields.map(({ field, name }) => [field, Buffer.from(name)]));
  const temperatureName = nameOf.get('temperature')!;
  const statusName = nameOf.get('status');
  const cursor = new MemberCursor();

  // The line of a filled event is constant text between the parts that vary; `varying[i]` follows `constant[i]`.
  const varying: ('event_id' | 'timestamp' | 'temperature')[] = [];
  const constant = [language.open];
  language.fields.forEach(({ field, name }, i) => {
    constant[varying.length] += `${i > 0 ? comma : ''}${JSON.stringify(name)}${colon}`;
    if (field === 'sensor_id') constant[varying.length] += language.sensorJson;
    else if (field === 'status') constant[varying.length] += statusJson;
    else constant[varying.push(field)] = '';
  });

  const round = (value: number): number => roundToStep(value, grid.step, grid.decimals, range);

  function spellValue(value: number): string {
    const rounded = round(value);
    const shortest = String(rounded);
    if (leastDecimals === 0) return shortest;
    const point = shortest.indexOf('.');
    const decimals = point < 0 ? 0 : shortest.length - point - 1;
    return decimals >= leastDecimals || shortest.includes('e') ? shortest : rounded.toFixed(leastDecimals);
  }

  function spellUncertainty(made: MadeValue): string {
    const { mean, sd, lo, hi, method } = made;
    return spell(mean) + sdKey + spell(sd) + loKey + spell(lo) + hiKey + spell(hi) + methodKey + JSON.stringify(method);
  }

  function spellDraws(made: MadeValue): string {
    return made.draws ? `${drawsKey}[${Array.from(made.draws, spellValue).join(comma)}]` : '';
  }

  function filled(made: MadeValue, timeMs: number, timeNs: number): string {
    let line = constant[0];
    for (let i = 0; i < varying.length; i++) {
      if (varying[i] === 'temperature') line += spellValue(made.value);
      else if (varying[i] === 'timestamp') line += quote + formatInstant(timeMs, timeNs, timestamp) + quote;
      else line += `${idHead}${epochMilliseconds(timeMs, timeNs)}"`;
      line += constant[i + 1];
    }
    return line + filledMark + spellUncertainty(made) + spellDraws(made) + close;
  }

  function repaired(rawLine: Buffer, made: MadeValue, reason: string): string {
    const whole = rawLine.toString('utf8');
    // Bytes are characters where there are as many of either, and a slice of a string is cheaper than one of bytes.
    const ascii = whole.length === rawLine.length;
    const text = (start: number, end: number): string => (ascii ? whole.slice(start, end) : rawLine.toString('utf8', start, end));
    let line = '';
    let copied = 0;
    let observed = '';
    cursor.open(rawLine, 0);
    while (cursor.next()) {
      // Of a key that stands twice both are replaced: which one counts differs from parser to parser.
      if (cursor.keyIs(temperatureName)) {
        observed = text(cursor.valueStart, cursor.valueEnd);
        line += text(copied, cursor.valueStart) + spellValue(made.value);
        copied = cursor.valueEnd;
      } else if (statusName && cursor.keyIs(statusName) && JSON.parse(text(cursor.valueStart, cursor.valueEnd)) === 'deviated') {
        line += text(copied, cursor.valueStart) + statusJson;
        copied = cursor.valueEnd;
      }
    }
    const lastEnd = cursor.valueEnd;
    const annotation = annotationStart(rawLine);
    line += text(copied, annotation < 0 ? lastEnd : annotation) + repairedMark + spellUncertainty(made);
    return line + observedKey + observed + reasonKey + JSON.stringify(reason) + spellDraws(made) + text(lastEnd, rawLine.length);
  }

  return { round, filled, repaired };
}

/** JSON of a number; null for what JSON has no word for. */
function spell(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

/** The milliseconds in a filled event's id, with the digits of its nanoseconds where it has any: ids of a fast series differ too. */
function epochMilliseconds(timeMs: number, timeNs: number): string {
  return timeNs === 0 ? String(timeMs) : formatInstant(timeMs, timeNs, { kind: 'number', unit: 'ms', digits: 6 });
}

/** The line of an event object, without newline. */
export function encodeEvent(event: Event): string {
  return JSON.stringify(event);
}
