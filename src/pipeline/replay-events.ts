// The library's `replay`: events out in exact event-time order, whether they come from files or from a program.
import { rawLine, type Batch } from '../model/batch.js';
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import { TelemendError } from '../model/errors.js';
import { OWN_FIELD_NAMES, type Event, type FieldName, type FieldNames } from '../model/event.js';
import { pace, SYSTEM_CLOCK } from '../replay/pace.js';
import { holdsEvents, openSource, type EventSource } from './event-spool.js';
import type { ReplayAccounting } from './replay-accounting.js';
import { startReplay, type ReplayLogOptions } from './replay-log.js';

export interface ReplayEventsOptions extends ReplayLogOptions {
  /** Paced by event time: 1 as it happened, 60 a minute a second; as fast as possible by default. */
  readonly speed?: number;
  /** Told at the end what became of every line. */
  readonly onAccounting?: (accounting: ReplayAccounting) => void;
}

/**
 * Replays events in exact event-time order (then sensor_id, then input order), whatever the disorder: duplicates once, conflicts all. Fields
 * bear telemend's own names. Time O(n); memory: `memoryBytes` (128 MiB) and some chunks, as events that wait are kept on disk.
 *
 * @param source a log's path, several paths (one log), or events; these are spooled to a temporary file first
 * @throws TelemendError where a log cannot be read; `bad-input` at an event that is none (in a log, such a line is a dead letter)
 * @example
 * for await (const event of replay('log.jsonl', { from: { kind: 'fromEnd', ms: 3_600_000 } })) console.log(event.timestamp, event.temperature);
 */
export async function* replay(source: EventSource, options: ReplayEventsOptions = {}): AsyncGenerator<Event, void, undefined> {
  const { speed, onAccounting, onDeadLetters } = options;
  const fields = options.fields ?? OWN_FIELD_NAMES;
  const log = await openSource(source);
  try {
    const { events, accounting } = await startReplay(log, { ...options, onDeadLetters: holdsEvents(source) ? refuse : onDeadLetters });
    for await (const batch of speed === undefined ? events : pace(events, speed, SYSTEM_CLOCK)) yield* eventsOf(batch, fields);
    onAccounting?.(accounting);
  } finally {
    await log.close();
  }
}

const refuse: NonNullable<ReplayLogOptions['onDeadLetters']> = ({ decoded: { faults } }) => {
  const [{ code, arrival }] = faults;
  throw new TelemendError('bad-input', `event ${arrival + 1} is none: ${DEAD_LETTER_TEXT[code]}`, { hint: 'leave such events out' });
};

/** The rows of a batch as events under telemend's own field names, in the order of the line's fields. */
export function* eventsOf(batch: Batch, fields: FieldNames): Generator<Event, void, undefined> {
  const names = Object.keys(fields) as FieldName[];
  const ownName = new Map(names.filter((name) => fields[name] !== name).map((name) => [fields[name], name] as const));
  const shadowed = new Set<string>(ownName.values());
  for (let row = 0; row < batch.count; row++) {
    const event = JSON.parse(rawLine(batch, row).toString()) as Event;
    yield ownName.size === 0 ? event : rename(event, ownName, shadowed);
  }
}

/** An unknown field under a name of ours gives way to the field that is mapped to that name. */
function rename(event: Event, ownName: ReadonlyMap<string, FieldName>, shadowed: ReadonlySet<string>): Event {
  const kept = Object.entries(event).filter(([name]) => ownName.has(name) || !shadowed.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [ownName.get(name) ?? name, value])) as Event;
}
