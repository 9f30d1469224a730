// The audit: a JSON object a line for everything that was done to the log, with the raw line wherever that is not in the clean series.
import { spanMs, type LeftReason, type Void } from '../fill/voids.js';
import type { RegimeChange } from '../fill/track.js';
import { createInstantWriter, LONGEST_INSTANT } from '../io/instant-bytes.js';
import { LONGEST_ESCAPE, writeEscaped } from '../io/json-escape-bytes.js';
import { LineBatch } from '../io/line-batch.js';
import { bytesOf, LONGEST_NUMBER, writeAscii, writeBytes, writeInteger, writeNumber } from '../io/number-bytes.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin, reasonNames } from '../model/flag.js';
import { OWN_SPELLING } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { ReorderBuffer } from '../replay/reorder.js';
import type { RowKey } from '../replay/row-key.js';

/** Why a void was left: its length, its place, or because the options keep what is in it. */
export type VoidLeft = LeftReason | 'fill-none' | 'repair-keep';

/** Where a line stands, by its input position and byte offset. */
export type PlaceOf = (arrival: number, offset: number) => LinePlace;

const VOID_ARRIVAL = -1;
const REGIME_ARRIVAL = -2;
/** Bytes of the fixed words, instants and numbers of any entry at most; what the log says comes on top. */
const ENTRY_BYTES = 320 + 3 * LONGEST_INSTANT + 8 * LONGEST_NUMBER;

const writeMilliseconds = createInstantWriter(OWN_SPELLING);
const writeNanoseconds = createInstantWriter({ ...OWN_SPELLING, digits: 9 });

/**
 * Writes entries and hands them out sorted, so that the order does not depend on when decisions were made. There may be as many as
 * events, so entries are put together as bytes; only what comes from the log is escaped. An entry about a line is given its row in a batch.
 */
export class AuditTrail {
  readonly #series: SeriesTable;
  readonly #placeOf: PlaceOf;
  readonly #lines = new LineBatch();
  readonly #waiting: ReorderBuffer;
  /** JSON of the sensor ids, by series; of file names; and of reasons, by their bits. */
  readonly #sensorJson: Uint8Array[] = [];
  readonly #fileJson = new Map<string, Uint8Array>();
  readonly #reasonsJson: Uint8Array[] = [];

  constructor(series: SeriesTable, placeOf: PlaceOf) {
    this.#series = series;
    this.#placeOf = placeOf;
    this.#waiting = new ReorderBuffer(series);
  }

  /** A failed reading that was replaced by `temperature`. */
  repair(batch: Batch, row: number, temperature: number): void {
    let at = this.#openLine('repair', batch, row);
    const { bytes } = this.#lines;
    at = writeNumber(bytes, writeAscii(bytes, at, '"observed":'), batch.value[row]);
    at = writeNumber(bytes, writeAscii(bytes, at, ',"temperature":'), temperature);
    this.#closeLine(this.#writeReasons(at, batch.reason[row]), batch, row);
  }

  /** A failed reading that is not in the clean series: because of its void, of its clock, or because --repair drop asked for it. */
  drop(batch: Batch, row: number, because: string): void {
    let at = this.#openLine('drop', batch, row);
    const { bytes } = this.#lines;
    at = writeNumber(bytes, writeAscii(bytes, at, '"observed":'), batch.value[row]);
    at = this.#writeReasons(at, batch.reason[row]);
    this.#closeLine(writeAscii(bytes, at, `"because":"${because}",`), batch, row);
  }

  /** A reading of null. */
  missing(batch: Batch, row: number, filled: boolean): void {
    const at = this.#openLine('missing', batch, row);
    this.#closeLine(writeAscii(this.#lines.bytes, at, `"filled":${filled},`), batch, row);
  }

  /** An event whose instant another one holds: the same reading again, or a different one. */
  rival(kind: 'duplicate' | 'conflict', batch: Batch, row: number, keptArrival: number, keptOffset: number): void {
    const kept = this.#placeOf(keptArrival, keptOffset);
    let at = this.#openLine(kind, batch, row, this.#fileOf(kept).length);
    const { bytes } = this.#lines;
    at = this.#writePlace(writeAscii(bytes, at, '"kept":{'), kept);
    this.#closeLine(writeAscii(bytes, at, '},'), batch, row);
  }

  /** A void that was filled, or left for a reason. It stands where it ends; one without an end behind everything else. */
  void(series: number, found: Void, filled: number, repaired: number, method: string | undefined, left: VoidLeft | undefined): void {
    const { beforeMs, beforeNs, afterMs, afterNs, cadenceMs, skipped, instants } = found;
    const [isAfter, isBefore] = [!Number.isNaN(beforeMs), !Number.isNaN(afterMs)];
    const sensor = this.#sensor(series);
    this.#lines.reserve(ENTRY_BYTES + sensor.length + (method?.length ?? 0));
    const { bytes, end } = this.#lines;
    let at = writeBytes(bytes, writeAscii(bytes, end, '{"kind":"void","sensor_id":'), sensor);
    at = writeAscii(bytes, at, ',"after":');
    at = isAfter ? writeInstant(bytes, at, beforeMs, beforeNs) : writeAscii(bytes, at, 'null');
    at = writeAscii(bytes, at, ',"before":');
    at = isBefore ? writeInstant(bytes, at, afterMs, afterNs) : writeAscii(bytes, at, 'null');
    const lengthMs = isAfter && isBefore ? spanMs(beforeMs, beforeNs, afterMs, afterNs) - cadenceMs : NaN;
    at = writeNumber(bytes, writeAscii(bytes, at, ',"lengthMs":'), lengthMs);
    at = writeNumber(bytes, writeAscii(bytes, at, ',"cadenceMs":'), cadenceMs);
    at = writeInteger(bytes, writeAscii(bytes, at, ',"instants":'), instants);
    at = writeInteger(bytes, writeAscii(bytes, at, ',"skipped":'), skipped);
    at = writeInteger(bytes, writeAscii(bytes, at, ',"filled":'), filled);
    at = writeInteger(bytes, writeAscii(bytes, at, ',"repaired":'), repaired);
    if (method !== undefined) at = writeAscii(bytes, writeAscii(bytes, writeAscii(bytes, at, ',"method":"'), method), '"');
    if (left !== undefined) at = writeAscii(bytes, writeAscii(bytes, writeAscii(bytes, at, ',"left":"'), left), '"');
    this.#add(writeAscii(bytes, at, '}'), isBefore ? afterMs : Number.MAX_VALUE, afterNs, series, VOID_ARRIVAL);
  }

  /** A series changed its cadence. */
  regime(series: number, { atMs, fromCadenceMs, toCadenceMs }: RegimeChange): void {
    const sensor = this.#sensor(series);
    this.#lines.reserve(ENTRY_BYTES + sensor.length);
    const { bytes, end } = this.#lines;
    let at = writeBytes(bytes, writeAscii(bytes, end, '{"kind":"cadence","sensor_id":'), sensor);
    at = writeInstant(bytes, writeAscii(bytes, at, ',"timestamp":'), atMs, 0);
    at = writeAscii(bytes, at, `,"fromCadenceMs":${fromCadenceMs},"toCadenceMs":${toCadenceMs}}`);
    this.#add(at, atMs, 0, series, REGIME_ARRIVAL);
  }

  /** The entries before a place that no further entry can stand before. */
  *release(bound: RowKey): Generator<Batch, void, undefined> {
    this.#waiting.push(this.#lines.take());
    yield* this.#waiting.release(bound);
  }

  /** Begins an entry about a line. @returns where it goes on. */
  #openLine(kind: string, batch: Batch, row: number, extraBytes = 0): number {
    const sensor = this.#sensor(batch.series[row]);
    const file = this.#fileOf(this.#placeOf(batch.arrival[row], batch.offset[row]));
    this.#lines.reserve(ENTRY_BYTES + sensor.length + file.length + extraBytes + LONGEST_ESCAPE * batch.length[row]);
    const { bytes, end } = this.#lines;
    let at = writeAscii(bytes, writeAscii(bytes, writeAscii(bytes, end, '{"kind":"'), kind), '","sensor_id":');
    at = writeAscii(bytes, writeBytes(bytes, at, sensor), ',"timestamp":');
    at = writeInstant(bytes, at, batch.timeMs[row], batch.timeNs[row]);
    return writeAscii(bytes, at, ',');
  }

  #closeLine(from: number, batch: Batch, row: number): void {
    const { bytes } = this.#lines;
    let at = this.#writePlace(from, this.#placeOf(batch.arrival[row], batch.offset[row]));
    const start = batch.start[row];
    at = writeEscaped(bytes, writeAscii(bytes, at, ',"raw":"'), batch.bytes, start, start + batch.length[row]);
    this.#add(writeAscii(bytes, at, '"}'), batch.timeMs[row], batch.timeNs[row], batch.series[row], batch.arrival[row]);
  }

  #add(end: number, timeMs: number, timeNs: number, series: number, arrival: number): void {
    this.#lines.add(end, timeMs, timeNs, NaN, series, Flag.NotEvaluated, Origin.Observed, arrival);
  }

  #sensor(series: number): Uint8Array {
    return (this.#sensorJson[series] ??= bytesOf(JSON.stringify(this.#series.id(series))));
  }

  #fileOf({ file }: LinePlace): Uint8Array {
    let json = this.#fileJson.get(file);
    if (!json) this.#fileJson.set(file, (json = bytesOf(JSON.stringify(file))));
    return json;
  }

  #writePlace(from: number, place: LinePlace): number {
    const { bytes } = this.#lines;
    let at = writeBytes(bytes, writeAscii(bytes, from, '"file":'), this.#fileOf(place));
    at = writeNumber(bytes, writeAscii(bytes, at, ',"line":'), place.line);
    return writeNumber(bytes, writeAscii(bytes, at, ',"offset":'), place.offset);
  }

  /** A JSON array of reason names; they need no escaping. */
  #writeReasons(at: number, reason: number): number {
    const json = (this.#reasonsJson[reason] ??= bytesOf(`,"reasons":["${reasonNames(reason).join('","')}"],`));
    return writeBytes(this.#lines.bytes, at, json);
  }
}

/** Milliseconds where that says all, else nanoseconds; quoted. */
function writeInstant(bytes: Buffer, from: number, timeMs: number, timeNs: number): number {
  const at = writeAscii(bytes, from, '"');
  return writeAscii(bytes, (timeNs === 0 ? writeMilliseconds : writeNanoseconds)(bytes, at, timeMs, timeNs), '"');
}
