// Writing events: whole lines of filled ones in the language of their series, and edits of raw lines that leave the rest byte for byte.
import type { Event, FieldNames, Range } from '../model/event.js';
import { ORIGIN_NAMES, Flag, Origin, reasonNames } from '../model/flag.js';
import { formatInstant } from '../model/instant.js';
import { annotationStart } from './annotate.js';
import { instantIn, textIn, valueIn, wholeIn, type Form, type FormMemory, type FormPart } from './forms/form-memory.js';
import { MemberCursor } from './json-spans.js';
import type { JsonLanguage } from './language.js';
import type { LineBatch } from './line-batch.js';
import { createMadeSlots, MadeSlot, uncertaintyParts, type FillMadeSlots, type MadeValues } from './made-slots.js';
import { bytesOf, writeAscii, writeBytes, writeInteger } from './number-bytes.js';
import { createValueWriter } from './value-writer.js';

/**
 * Writes the synthetic events of one series. `value` and `draws` are written on the series' grid, the rest to a thousandth of sd or finer.
 * Lines go behind the others of a batch, without newline, and are not yet added to it; what comes back is where they end. O(length).
 */
export interface Encoder {
  /** The value as it is written: on the series' grid, inside the range. */
  round(value: number): number;
  /** The line of a filled event, from entry `i` of what was made. */
  filled(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number;
  /** The raw line bytes[start, end), decoded without fault, with its temperature replaced and what was done to it, and why, added. */
  repaired(lines: LineBatch, bytes: Buffer, start: number, end: number, made: MadeValues, i: number, reasons: number): number;
}

const DEVIATED = Buffer.from('"deviated"');
const FLAG_NAME = Buffer.from('flag');
const BACKSLASH = 0x5c;
/** `"":0,` */
const SHORTEST_MEMBER = 5;

/** Slots of the forms' gaps. */
const Slot = { Value: MadeSlot.Value, TimeMs: MadeSlot.Free, TimeNs: MadeSlot.Free + 1, Id: MadeSlot.Free + 2 } as const;

/** What an encoder keeps where its lines are written. */
interface EncoderForms {
  readonly memory: FormMemory;
  readonly fillSlots: FillMadeSlots;
  /** A filled event up to its method, its id in whole milliseconds or, for one with nanoseconds, as text. */
  readonly filled: Form;
  readonly filledBetween: Form;
  /** What stands behind the last member of a repaired one, up to what was observed. */
  readonly repaired: Form;
}

/**
 * The encoder of a series of a log that calls its fields so; values are kept inside `range`. A member that is called like one of these fields
 * is left out.
 *
 * @example
 * const encoder = createEncoder(language, OWN_FIELD_NAMES, { low: 50, high: 55 });
 * lines.add(encoder.filled(lines, made, 0, 1767225600000, 0), 1767225600000, 0, encoder.round(made.value[0]), ...);
 */
export function createEncoder(language: JsonLanguage, fields: FieldNames, range: Range): Encoder {
  const { colon, comma, close, leastDecimals } = language;
  const { round, decimals, writeValue, longest: longestValue } = createValueWriter(language, range);
  const key = (name: string): string => `${comma}${JSON.stringify(name)}${colon}`;
  // What a field of the log is called is not added: it would be read as that field.
  const names = new Set(Object.values(fields));
  const isFree = (name: string): boolean => !names.has(name);
  const added = (name: string, ...value: FormPart[]): FormPart[] => (isFree(name) ? [key(name), ...value] : []);
  const marks = (origin: Origin): FormPart[] => [...added('origin', `"${ORIGIN_NAMES[origin]}"`), ...added('flag', `${Flag.Pass}`)];
  const [addsObserved, addsReason, addsDraws] = ['observed', 'reason', 'draws'].map(isFree);
  const [drawsKey, reasonKey, commaBytes, closeBytes] = [key('draws'), key('reason'), comma, close].map(bytesOf);
  const statusBytes = bytesOf(language.statusJson);
  const nameOf = new Map(language.fields.map(({ field, name }) => [field, Buffer.from(name)]));
  const temperatureName = nameOf.get('temperature')!;
  const statusName = nameOf.get('status');
  const cursor = new MemberCursor();
  const reasonBytes = new Map<number, Uint8Array>();
  let forms: EncoderForms | undefined;

  function compile(memory: FormMemory): EncoderForms {
    const spelling = memory.spelling(language.timestamp);
    const uncertainty = Object.entries(uncertaintyParts(memory, range)).flatMap(([name, part]) => added(name, part));
    const gapOf = { timestamp: instantIn(Slot.TimeMs, spelling), temperature: valueIn(Slot.Value, decimals, leastDecimals) };
    const idHead = JSON.stringify(`fill:${language.sensor}:`).slice(0, -1);
    const filledBy = (id: FormPart) => memory.form([
      language.open,
      ...language.fields.flatMap(({ field, name }, i): FormPart[] => [
        `${i > 0 ? comma : ''}${JSON.stringify(name)}${colon}`,
        ...(field === 'event_id' ? [idHead, id, '"']
          : field === 'sensor_id' ? [language.sensorJson]
          : field === 'status' ? [language.statusJson]
          : [gapOf[field]]),
      ]),
      ...marks(Origin.Filled), ...uncertainty,
    ]);
    return {
      memory,
      fillSlots: createMadeSlots(memory, JSON.stringify),
      filled: filledBy(wholeIn(Slot.Id)),
      filledBetween: filledBy(textIn(Slot.Id)),
      repaired: memory.form([...marks(Origin.Repaired), ...uncertainty, ...added('observed')]),
    };
  }

  function formsIn(memory: FormMemory): EncoderForms {
    if (forms?.memory !== memory) forms = compile(memory);
    return forms;
  }

  function writeDraws(target: Buffer, at: number, draws: readonly ArrayLike<number>[], i: number): number {
    at = writeAscii(target, writeBytes(target, at, drawsKey), '[');
    for (let k = 0; k < draws.length; k++) {
      at = writeValue(target, k > 0 ? writeBytes(target, at, commaBytes) : at, draws[k][i]);
    }
    return writeAscii(target, at, ']');
  }

  /** Bytes that the alternatives take at most, and what closes the line. */
  function roomBehind({ draws }: MadeValues): number {
    return closeBytes.length + (draws ? drawsKey.length + 2 + draws.length * (longestValue + commaBytes.length) : 0);
  }

  function filled(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number {
    const { memory, fillSlots, filled: usual, filledBetween } = formsIn(lines.forms);
    const method = fillSlots(made, i);
    const { slots } = memory;
    slots[Slot.Value] = round(made.value[i]);
    slots[Slot.TimeMs] = timeMs;
    slots[Slot.TimeNs] = timeNs;
    slots[Slot.Id] = timeMs;
    let form = usual;
    if (timeNs === 0 && timeMs >= 0) lines.reserve(form.longest + method.length + roomBehind(made));
    else {
      form = filledBetween;
      const id = Buffer.from(spellEpochMs(timeMs, timeNs));
      lines.reserve(form.longest + method.length + roomBehind(made) + 2 * id.length);
      memory.placeText(Slot.Id, id, 0, id.length);
    }
    let at = memory.write(form, lines.end);
    if (made.draws && addsDraws) at = writeDraws(lines.bytes, at, made.draws, i);
    return writeBytes(lines.bytes, at, closeBytes);
  }

  function repaired(lines: LineBatch, bytes: Buffer, start: number, end: number, made: MadeValues, i: number, reasons: number): number {
    const reason = reasonText(reasons);
    const { memory, fillSlots, repaired: form } = formsIn(lines.forms);
    const method = fillSlots(made, i);
    // A line may hold both names many times over, each time in SHORTEST_MEMBER bytes at least.
    const copies = (end - start) * Math.ceil(2 + (longestValue + statusBytes.length) / SHORTEST_MEMBER);
    lines.reserve(copies + form.longest + method.length + reasonKey.length + reason.length + roomBehind(made));
    const target = lines.bytes;
    let at = lines.end;
    let copied = start;
    let [observedStart, observedEnd] = [start, start];
    let isLastFlag = false;
    cursor.open(bytes, start);
    while (cursor.next()) {
      // Of a key that stands twice both are replaced: which one counts differs from parser to parser.
      if (cursor.keyIs(temperatureName)) {
        observedStart = cursor.valueStart;
        observedEnd = cursor.valueEnd;
        at = writeValue(target, writeBytes(target, at, bytes, copied, observedStart), made.value[i]);
        copied = observedEnd;
      } else if (statusName && cursor.keyIs(statusName) && isDeviated(bytes, cursor.valueStart, cursor.valueEnd)) {
        at = writeBytes(target, writeBytes(target, at, bytes, copied, cursor.valueStart), statusBytes);
        copied = cursor.valueEnd;
      }
      isLastFlag = cursor.keyIs(FLAG_NAME);
    }
    const lastEnd = cursor.valueEnd;
    const annotation = isLastFlag ? annotationStart(bytes.subarray(start, end)) : -1;
    at = writeBytes(target, at, bytes, copied, annotation < 0 ? lastEnd : start + annotation);
    at = memory.write(form, at);
    if (addsObserved) at = writeBytes(target, at, bytes, observedStart, observedEnd);
    if (addsReason) at = writeBytes(target, writeBytes(target, at, reasonKey), reason);
    if (made.draws && addsDraws) at = writeDraws(target, at, made.draws, i);
    return writeBytes(target, at, bytes, lastEnd, end);
  }

  function reasonText(reasons: number): Uint8Array {
    let text = reasonBytes.get(reasons);
    if (!text) reasonBytes.set(reasons, (text = bytesOf(`"${reasonNames(reasons).join(',')}"`)));
    return text;
  }

  return { round, filled, repaired };
}

/** Whether the JSON value bytes[start, end) is "deviated", however it is spelled. */
function isDeviated(bytes: Buffer, start: number, end: number): boolean {
  let same = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === BACKSLASH) return JSON.parse(bytes.toString('utf8', start, end)) === 'deviated';
    if (bytes[i] === DEVIATED[i - start]) same++;
  }
  return same === DEVIATED.length && end - start === same;
}

/** The milliseconds in a filled event's id, with the digits of its nanoseconds where it has any: ids of a fast series differ too. */
export function writeEpochMs(target: Buffer, at: number, timeMs: number, timeNs: number): number {
  return timeNs === 0 && timeMs >= 0 ? writeInteger(target, at, timeMs) : writeAscii(target, at, spellEpochMs(timeMs, timeNs));
}

function spellEpochMs(timeMs: number, timeNs: number): string {
  return timeNs === 0 ? String(timeMs) : formatInstant(timeMs, timeNs, { kind: 'number', unit: 'ms', digits: 6 });
}

/** The line of an event object, without newline. */
export function encodeEvent(event: Event): string {
  return JSON.stringify(event);
}
