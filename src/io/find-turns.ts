// Reads a log once for its doubled hours, before anything else is made of it, so that each line means the same instant in every later reading.
import { createDoubledHours, type DoubledHours } from '../model/doubled-hour.js';
import { SeriesTable } from '../model/series.js';
import { TelemendError } from '../model/errors.js';
import { createTimeZone } from '../model/time-zone.js';
import { createDecoder } from './create-decoder.js';
import type { DecodeOptions } from './decode.js';
import type { SeriesTurns } from './local-clock.js';
import type { Log } from './log.js';
import { scanLog } from './scan.js';

/**
 * Live input cannot be read before it is read.
 *
 * @throws TelemendError `usage` with a zone whose clock changes.
 */
export function refuseDoubledHours({ timezone }: Pick<DecodeOptions, 'timezone'>): void {
  if (timezone === undefined || createTimeZone(timezone).isFixed) return;
  throw new TelemendError('usage', `live input cannot be in local time of ${timezone}: which hour of an autumn night is meant shows only later`, {
    hint: 'log in UTC, or give an offset that always holds: --timezone +01:00',
  });
}

/**
 * The options with the turns of the log's doubled hours, where it has local times that can mean two instants; else as they are. One
 * reading of the log where its zone changes its clock, else none. Memory: the turns, and some words a series.
 */
export async function withTurns<T extends DecodeOptions>(log: Log, options: T, limitLines?: number): Promise<T> {
  const { timezone, maxLineBytes } = options;
  if (timezone === undefined || options.turns !== undefined) return options;
  const zone = createTimeZone(timezone);
  if (zone.isFixed) return options;
  const table = new SeriesTable();
  // What is read by the first telling of each hour tells the local time again.
  const { decode } = createDecoder({ ...options, turns: undefined }, table, { lends: true });
  const series: DoubledHours[] = [];
  let hasDoubled = false;
  for await (const { decoded: { batch }, place: { fileIndex } } of scanLog(log, decode, { maxLineBytes, limitLines })) {
    let span = zone.spanAt(0);
    for (let row = 0; row < batch.count; row++) {
      const timeMs = batch.timeMs[row];
      const localMs = timeMs + zone.offsetAt(timeMs);
      if (localMs < span.fromMs || localMs >= span.toMs) span = zone.spanAt(localMs);
      const hours = (series[batch.series[row]] ??= createDoubledHours());
      const secondMs = localMs - span.laterOffsetMs;
      if (span.laterOffsetMs < span.offsetMs && localMs - span.offsetMs === timeMs) {
        hasDoubled = true;
        hours.doubled(timeMs, secondMs, fileIndex, batch.offset[row]);
      } else {
        hours.plain(timeMs, fileIndex);
      }
    }
  }
  if (!hasDoubled) return options;
  const turns = new Map<string, SeriesTurns>();
  for (const [index, hours] of series.entries()) {
    const list = hours.finish();
    turns.set(table.id(index), {
      fileIndex: list.map(({ fileIndex }) => fileIndex),
      offset: list.map(({ offset }) => offset),
      isSecond: list.map(({ isSecond }) => isSecond),
    });
  }
  return { ...options, turns };
}
