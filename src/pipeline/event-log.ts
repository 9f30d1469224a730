// Events at the library's edge: where they come from as a log, and batches given back as events.
import type { Readable } from 'node:stream';
import type { DecodeOptions } from '../io/decode.js';
import { encodeEvent } from '../io/encode.js';
import { expandInputs } from '../io/expand-inputs.js';
import { formatOf } from '../io/format-of.js';
import { openEventLog, type EventLog, type OpenOptions } from '../io/open-event-log.js';
import { rawLine, type Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { Event, FieldName } from '../model/event.js';

/** A log for the library: the path of a file, folder or pattern (`-` for stdin), several, a stream of bytes, or the events themselves. */
export type EventSource = string | readonly string[] | Readable | AsyncIterable<Event> | Iterable<Event>;

/** How many bytes of encoded events are put together before they are written. */
const PIECE_BYTES = 2 ** 18;

/** Opens a source as a log. Events and streams are written to a temporary file first, so that any length fits in memory. */
export async function openEvents<T extends OpenOptions>(source: EventSource, options: T): Promise<EventLog<T>> {
  if (typeof source === 'string' || isPaths(source)) return openEventLog((await expandInputs([source].flat())).names, options);
  return openEventLog([{ name: isByteStream(source) ? 'stream' : 'events', bytes: isByteStream(source) ? source : encodeAll(source) }], options);
}

/** Whether a source is a stream of bytes rather than of events. */
export function isByteStream(source: EventSource): source is Readable {
  return typeof (source as Readable).pipe === 'function' && !(source as Readable).readableObjectMode;
}

/**
 * The rows of batches as events under telemend's own field names, all fields kept, in the order of the line's fields.
 *
 * @param spelled the rows of a batch in another unit, where one was asked for
 */
export async function* eventsOf(
  batches: AsyncIterable<Batch>, options: DecodeOptions, spelled = (batch: Batch) => batch,
): AsyncGenerator<Event, void, undefined> {
  const eventOf = createEventReader(options);
  for await (const read of batches) {
    const batch = spelled(read);
    for (let i = 0; i < batch.count; i++) yield eventOf(batch, i);
  }
}

/** Reads a row of a batch as such an event. */
export function createEventReader(options: DecodeOptions): (batch: Batch, row: number) => Event {
  const { fields } = options;
  const { readFields } = formatOf(options);
  const names = Object.keys(fields) as FieldName[];
  const ownName = new Map(names.filter((name) => fields[name] !== name).map((name) => [fields[name], name] as const));
  const shadowed = new Set<string>(ownName.values());
  return (batch, row) => {
    const event = readFields(rawLine(batch, row)) as Event;
    return ownName.size === 0 ? event : rename(event, ownName, shadowed);
  };
}

/** An unknown field under a name of ours gives way to the field that is mapped to that name. */
function rename(event: Event, ownName: ReadonlyMap<string, FieldName>, shadowed: ReadonlySet<string>): Event {
  const kept = Object.entries(event).filter(([name]) => ownName.has(name) || !shadowed.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [ownName.get(name) ?? name, value])) as Event;
}

function isPaths(source: Exclude<EventSource, string>): source is readonly string[] {
  return Array.isArray(source) && source.length > 0 && source.every((one) => typeof one === 'string');
}

async function* encodeAll(events: AsyncIterable<Event> | Iterable<Event>): AsyncGenerator<Buffer, void, undefined> {
  let lines = '';
  for await (const event of events) {
    refuseBroken(event);
    lines += `${encodeEvent(event)}\n`;
    if (lines.length < PIECE_BYTES) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (lines !== '') yield Buffer.from(lines);
}

// JSON would make null of it, and so a missing reading of a broken one.
function refuseBroken({ temperature, event_id, timestamp }: Event): void {
  if (typeof temperature !== 'number' || Number.isFinite(temperature)) return;
  throw new TelemendError('bad-input', `the temperature of event ${event_id ?? timestamp} is ${temperature}`, {
    hint: 'leave such events out, or set their temperature to null',
  });
}
