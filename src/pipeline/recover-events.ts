// The library's `recover` and `fill`: a log in, the clean series as events out.
import { linesOf } from '../io/row-writer.js';
import type { Event } from '../model/event.js';
import type { Accounting } from './accounting.js';
import { eventsOf, openEvents, type EventSource } from './event-log.js';
import { unitSpeller } from './output-format.js';
import { recoverSettings, type RecoverOptions } from './options.js';
import { startRecovery } from './recover.js';

export interface RecoverEventsOptions extends RecoverOptions {
  /** Told the books once the series has come to its end. */
  readonly onAccounting?: (accounting: Accounting) => void;
  /** Told each audit entry, in order. */
  readonly onAudit?: (entry: object) => void;
}

/**
 * Recovers a log: its events in event-time order, one a series and instant, failed readings replaced and gaps filled. What was made says
 * so (`origin`). The whole log is read before the first event comes. Memory is bounded however long the log is.
 *
 * @throws TelemendError where the source cannot be read.
 * @example
 * for await (const event of recover('log.jsonl', { range: { low: 50, high: 55 }, seed: '1' })) {
 *   console.log(event.timestamp, event.temperature, event.origin ?? 'observed');
 * }
 */
export async function* recover(source: EventSource, options: RecoverEventsOptions = {}): AsyncGenerator<Event, void, undefined> {
  const { onAudit, onAccounting } = options;
  const { log, options: opened } = await openEvents(source, options);
  const settings = recoverSettings(opened);
  try {
    const recovery = await startRecovery(log, settings, {
      deadLetters: () => Promise.resolve(),
      audit: (entries) => {
        if (onAudit) for (const line of linesOf(entries).toString().split('\n')) if (line !== '') onAudit(JSON.parse(line) as object);
        return Promise.resolve();
      },
    });
    yield* eventsOf(recovery.series, settings, unitSpeller(settings, (series) => recovery.profiles[series].sensorId));
    onAccounting?.(recovery.accounting);
  } finally {
    await log.close();
  }
}

/**
 * Fills the gaps of a log and leaves failed readings as they are; otherwise like `recover`.
 *
 * @example
 * for await (const event of fill(readEvents('log.jsonl'), { maxGapMs: 3_600_000 })) console.log(event);
 */
export function fill(source: EventSource, options: RecoverEventsOptions = {}): AsyncGenerator<Event, void, undefined> {
  return recover(source, { ...options, repair: 'keep' });
}
