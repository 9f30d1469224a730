// The library's `replay`: a log in, its events out in exact event-time order.
import { DECODE_DEFAULTS } from '../io/decode.js';
import { withDefaults } from '../model/defaults.js';
import type { Event } from '../model/event.js';
import { pace, SYSTEM_CLOCK } from '../replay/pace.js';
import type { UnitOptions } from '../validate/check-rules.js';
import { unitSpeller } from './output-format.js';
import { eventsOf, openEvents, type EventSource } from './event-log.js';
import { columnsOfReplayedGrid, withAddedColumns } from './grid-columns.js';
import type { ReplayAccounting } from './replay-accounting.js';
import { startReplay, type ReplayLogOptions } from './replay-log.js';

/** Which events are replayed, and how. */
export interface ReplayEventsOptions extends ReplayLogOptions, UnitOptions {
  /** Paced by event time: 1 as it happened, 60 a minute a second; as fast as possible by default. */
  readonly speed?: number;
  /** Told what became of every line once the replay has come to its end. */
  readonly onAccounting?: (accounting: ReplayAccounting) => void;
}

/**
 * Replays a log in exact event-time order (then sensor_id, then input position), whatever the disorder: duplicates once, conflicts all.
 * The whole log is read before the first event comes. Time O(n); memory is bounded however long the log is.
 *
 * @param source paths of one log, a stream of bytes, or events, in any order; a line that is no event is counted and left out
 * @throws TelemendError where the source cannot be read.
 * @example
 * for await (const event of replay('log.jsonl', { from: { kind: 'fromEnd', ms: 3_600_000 } })) {
 *   console.log(event.timestamp, event.temperature);
 * }
 */
export async function* replay(source: EventSource, options: ReplayEventsOptions = {}): AsyncGenerator<Event, void, undefined> {
  const { speed, onAccounting } = options;
  const { log, options: opened } = await openEvents(source, options);
  try {
    const { events, accounting, series } = await startReplay(log, opened);
    const plain = withDefaults(DECODE_DEFAULTS, opened);
    const decode = options.grid ? withAddedColumns(plain, columnsOfReplayedGrid(options.grid)) : plain;
    const { unit, outputUnit, series: rules } = opened;
    const spelled = unitSpeller({ ...decode, unit, outputUnit, series: rules }, (one) => series.id(one));
    yield* eventsOf(speed === undefined ? events : pace(events, speed, SYSTEM_CLOCK), decode, spelled);
    onAccounting?.(accounting);
  } finally {
    await log.close();
  }
}
