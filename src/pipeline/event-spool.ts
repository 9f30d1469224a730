// Events that a program hands over, as a log: written to a temporary file, so that they can be read as often as any other log.
import { openLog, type Log } from '../io/log.js';
import { TelemendError } from '../model/errors.js';
import type { Event } from '../model/event.js';

/** Where events come from: a log's path, several paths, or the events themselves. */
export type EventSource = string | readonly string[] | AsyncIterable<Event> | Iterable<Event>;

const PIECE_CHARACTERS = 2 ** 16;

/**
 * Opens a source as a log. Events are spooled as JSON lines: O(bytes) on disk, bounded memory; close the log to remove them.
 *
 * @throws TelemendError as openLog does, and `bad-input` at an event whose temperature is a number that JSON does not know.
 */
export async function openSource(source: EventSource): Promise<Log> {
  if (typeof source === 'string') return openLog([source]);
  if (isPaths(source)) return openLog(source);
  return openLog([{ name: 'events', bytes: encodeEvents(source) }]);
}

/** Whether a source is the events themselves, which a program answers for, not a log. */
export function holdsEvents(source: EventSource): source is AsyncIterable<Event> | Iterable<Event> {
  return typeof source !== 'string' && !isPaths(source);
}

function isPaths(source: Exclude<EventSource, string>): source is readonly string[] {
  return Array.isArray(source) && source.length > 0 && source.every((each) => typeof each === 'string');
}

async function* encodeEvents(events: AsyncIterable<Event> | Iterable<Event>): AsyncGenerator<Buffer, void> {
  let text = '';
  for await (const event of events) {
    const { temperature } = event;
    // JSON would make null of it, and so a missing reading of a broken one.
    if (typeof temperature === 'number' && !Number.isFinite(temperature)) {
      throw new TelemendError('bad-input', `the temperature of event ${event.event_id ?? event.timestamp} is ${temperature}`, {
        hint: 'leave such events out, or set their temperature to null',
      });
    }
    text += `${JSON.stringify(event)}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
