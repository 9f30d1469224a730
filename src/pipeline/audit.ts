// The audit: a JSON object a line for everything that was done to the log, with the raw line wherever that is not in the clean series.
import { spanMs, type LeftReason, type Void } from '../fill/voids.js';
import type { RegimeChange } from '../fill/track.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin, reasonNames } from '../model/flag.js';
import { formatInstant, OWN_SPELLING, type TimestampSpelling } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { ReorderBuffer } from '../replay/reorder.js';
import type { RowKey } from '../replay/row-key.js';
import { LineBatch } from './line-batch.js';
import type { AuditKey, PlaceOf, WithheldRow } from './withheld.js';

/** What became of a void. */
export interface VoidOutcome {
  readonly filled: number;
  readonly repaired: number;
  readonly method?: string;
  readonly left?: LeftReason | 'fill-none';
}

const VOID_ARRIVAL = -1;
const REGIME_ARRIVAL = -2;

/**
 * Writes entries and hands them out sorted, so that the order does not depend on when decisions were made. There may be as many as
 * events, so entries are put together as text; only what comes from the log is escaped.
 */
export class AuditTrail {
  readonly #series: SeriesTable;
  readonly #placeOf: PlaceOf;
  readonly #lines = new LineBatch();
  readonly #waiting: ReorderBuffer;
  /** JSON of the sensor ids, by series. */
  readonly #sensorJson: string[] = [];
  readonly #fileJson = new Map<string, string>();

  constructor(series: SeriesTable, placeOf: PlaceOf) {
    this.#series = series;
    this.#placeOf = placeOf;
    this.#waiting = new ReorderBuffer(series);
  }

  /** A failed reading that was replaced by `temperature`. */
  repair(row: WithheldRow, temperature: number): void {
    this.#addLine('repair', row, `"observed":${row.value},"temperature":${temperature},"reasons":${reasonsJson(row.reason)},`);
  }

  /** A failed reading that is not in the clean series: because of its void, of its clock, or because --repair drop asked for it. */
  drop(row: WithheldRow, because: string): void {
    this.#addLine('drop', row, `"observed":${row.value},"reasons":${reasonsJson(row.reason)},"because":${JSON.stringify(because)},`);
  }

  /** A reading of null. */
  missing(row: WithheldRow, filled: boolean): void {
    this.#addLine('missing', row, `"filled":${filled},`);
  }

  /** An event whose instant another one holds: the same reading again, or a different one. */
  rival(kind: 'duplicate' | 'conflict', row: WithheldRow, keptArrival: number, keptOffset: number): void {
    this.#addLine(kind, row, `"kept":{${this.#placeJson(keptArrival, keptOffset)}},`);
  }

  /** A void that was filled, or left for a reason. It stands where it ends; one without an end behind everything else. */
  void(series: number, found: Void, { filled, repaired, method, left }: VoidOutcome): void {
    const { beforeMs, beforeNs, afterMs, afterNs, cadenceMs, skipped, instants } = found;
    const [isAfter, isBefore] = [!Number.isNaN(beforeMs), !Number.isNaN(afterMs)];
    // JSON knows no NaN, which the cadence of a series with too few readings is.
    const lengthMs = JSON.stringify(isAfter && isBefore ? spanMs(beforeMs, beforeNs, afterMs, afterNs) - cadenceMs : null);
    const bounds = `"after":${isAfter ? spellInstant(beforeMs, beforeNs) : 'null'},"before":${isBefore ? spellInstant(afterMs, afterNs) : 'null'}`;
    const outcome = `${method === undefined ? '' : `,"method":"${method}"`}${left === undefined ? '' : `,"left":"${left}"`}`;
    this.#add(
      { series, timeMs: isBefore ? afterMs : Number.MAX_VALUE, timeNs: afterNs, arrival: VOID_ARRIVAL },
      `{"kind":"void","sensor_id":${this.#sensor(series)},${bounds},"lengthMs":${lengthMs},`
      + `"cadenceMs":${JSON.stringify(cadenceMs)},"instants":${instants},"skipped":${skipped},"filled":${filled},"repaired":${repaired}${outcome}}`,
    );
  }

  /** A series changed its cadence. */
  regime(series: number, { atMs, fromCadenceMs, toCadenceMs }: RegimeChange): void {
    this.#add(
      { series, timeMs: atMs, timeNs: 0, arrival: REGIME_ARRIVAL },
      `{"kind":"cadence","sensor_id":${this.#sensor(series)},"timestamp":${spellInstant(atMs, 0)},"fromCadenceMs":${fromCadenceMs},"toCadenceMs":${toCadenceMs}}`,
    );
  }

  /** The entries before a place that no further entry can stand before. */
  *release(bound: RowKey): Generator<Batch, void, undefined> {
    this.#waiting.push(this.#lines.take());
    yield* this.#waiting.release(bound);
  }

  #addLine(kind: string, row: WithheldRow, details: string): void {
    const { series, timeMs, timeNs, arrival, offset, raw } = row;
    const place = this.#placeJson(arrival, offset);
    const head = `{"kind":"${kind}","sensor_id":${this.#sensor(series)},"timestamp":${spellInstant(timeMs, timeNs)},`;
    this.#add(row, `${head}${details}${place},"raw":${JSON.stringify(raw.toString())}}`);
  }

  #add({ series, timeMs, timeNs, arrival }: AuditKey, line: string): void {
    this.#lines.add({ timeMs, timeNs, series, arrival, value: NaN, flag: Flag.NotEvaluated, origin: Origin.Observed }, line);
  }

  #sensor(series: number): string {
    return (this.#sensorJson[series] ??= JSON.stringify(this.#series.id(series)));
  }

  #placeJson(arrival: number, offset: number): string {
    const place = this.#placeOf(arrival, offset);
    let file = this.#fileJson.get(place.file);
    if (file === undefined) this.#fileJson.set(place.file, (file = JSON.stringify(place.file)));
    return `"file":${file},"line":${place.line},"offset":${place.offset}`;
  }
}

const NANOSECOND_SPELLING: TimestampSpelling = { ...OWN_SPELLING, digits: 9 };

/** Milliseconds where that says all, else nanoseconds; quoted. */
function spellInstant(timeMs: number, timeNs: number): string {
  return `"${formatInstant(timeMs, timeNs, timeNs === 0 ? OWN_SPELLING : NANOSECOND_SPELLING)}"`;
}

/** A JSON array of reason names; they need no escaping. */
function reasonsJson(reason: number): string {
  return `["${reasonNames(reason).join('","')}"]`;
}
