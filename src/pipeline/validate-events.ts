// The library's `validate`: the same checks over single events, each judged as it passes, so live streams are not held up.
import { createBatch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { Event } from '../model/event.js';
import { Origin, reasonNames, Status, type Flag } from '../model/flag.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { SeriesTable } from '../model/series.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';

/** An event with its quality flag and, where it is suspect or failed, the names of the reasons. */
export type FlaggedEvent = Event & { readonly flag: Flag; readonly reasons: readonly string[] };

/**
 * Flags events: 1 pass, 2 not evaluated (made by an earlier run), 3 suspect, 4 fail, 9 missing (temperature null). Order, count and all
 * fields of the events stay as they are. O(1) an event.
 *
 * @throws TelemendError `bad-input` at an event whose temperature is neither a finite number nor null.
 * @example
 * for await (const event of validate(readEvents('log.jsonl'), { range: { low: 15, high: 30 } })) {
 *   if (event.flag === 4) console.log(event.timestamp, event.temperature, event.reasons);
 * }
 */
export async function* validate<E extends Event>(
  events: AsyncIterable<E> | Iterable<E>,
  options: CheckOptions = {},
): AsyncGenerator<E & FlaggedEvent, void> {
  const table = new SeriesTable();
  const check = createChecks(options, (series) => table.id(series));
  // A batch of one row, used again and again: the kernels are the ones that logs are checked with.
  const batch = createBatch(1, Buffer.alloc(0));
  batch.count = 1;
  for await (const event of events) {
    batch.value[0] = readingOf(event);
    batch.series[0] = table.indexOf(event.sensor_id ?? DECODE_DEFAULTS.defaultSensor);
    batch.status[0] = event.status === 'deviated' ? Status.Deviated : Status.Other;
    batch.origin[0] = event.origin === 'filled' || event.origin === 'repaired' ? Origin.Filled : Origin.Observed;
    check(batch);
    yield { ...event, flag: batch.flag[0] as Flag, reasons: reasonNames(batch.reason[0]) };
  }
}

function readingOf({ temperature, event_id, timestamp }: Event): number {
  if (temperature === null) return NaN;
  if (typeof temperature === 'number' && Number.isFinite(temperature)) return temperature;
  throw new TelemendError('bad-input', `the temperature of event ${event_id ?? timestamp} is neither a finite number nor null`, {
    hint: 'leave such events out, or set their temperature to null',
  });
}
