// The audit: a JSON object a line for everything that was done to the log, with the raw line wherever that is not in the clean series.
import { spanMs, type LeftReason, type Void } from '../fill/voids.js';
import type { RegimeChange } from '../fill/track.js';
import type { Form, KeptText } from '../io/forms/form-memory.js';
import { LONGEST_ESCAPE } from '../io/json-escape-bytes.js';
import { LineBatch } from '../io/line-batch.js';
import { createRun } from '../io/sorted-runs.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin, reasonNames } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { ReorderBuffer } from '../replay/reorder.js';
import { LAST_KEY, type RowKey } from '../replay/row-key.js';
import { SpillingBuffer } from '../replay/spilling-buffer.js';
import { createAuditForms, Slot } from './audit-forms.js';

/** Why a void was left: its length, its place, or because the options keep what is in it or out of it. */
export type VoidLeft = LeftReason | 'fill-none' | 'repair-keep' | 'maintenance';

/** Where a line stands, by its input position and byte offset. */
export type PlaceOf = (arrival: number, offset: number) => LinePlace;

/** What entries that wait may take in memory. */
const WAITING_BYTES = 64 * 2 ** 20;
/** So many bytes of entries are worth being taken as one batch. */
const TAKEN_BYTES = 2 ** 20;

const VOID_ARRIVAL = -1;
const REGIME_ARRIVAL = -2;

/**
 * Writes entries and hands them out sorted, so that the order does not depend on when decisions were made. There may be as many as
 * events, so entries are put together as bytes; only what comes from the log is escaped. An entry about a line is given its row in a batch.
 */
export class AuditTrail {
  readonly #series: SeriesTable;
  readonly #placeOf: PlaceOf;
  readonly #lines = new LineBatch();
  readonly #forms = createAuditForms(this.#lines.forms);
  readonly #waiting: SpillingBuffer;
  /** JSON of the sensor ids, by series; of file names; and of reasons, by their bits. */
  readonly #sensorJson: KeptText[] = [];
  readonly #fileJson = new Map<string, KeptText>();
  readonly #reasonsJson: KeptText[] = [];
  /** What is said of a void that was filled, by method. */
  readonly #methods = new Map<string, KeptText>();
  /** By series, in order. */
  readonly #regimes: RegimeChange[][] = [];

  constructor(series: SeriesTable, placeOf: PlaceOf) {
    this.#series = series;
    this.#placeOf = placeOf;
    this.#waiting = new SpillingBuffer(new ReorderBuffer(series), createRun, WAITING_BYTES);
  }

  /** A failed reading that was replaced by `temperature`. */
  repair(batch: Batch, row: number, temperature: number): void {
    const reasons = this.#reasons(batch.reason[row]);
    const { slots } = this.#lines.forms;
    slots[Slot.Observed] = batch.value[row];
    slots[Slot.Temperature] = temperature;
    this.#lines.forms.setText(Slot.Reasons, reasons);
    this.#addAboutLine(this.#forms.repair, batch, row, reasons.length);
  }

  /**
   * A failed reading that is not in the clean series: because of its void, of its clock, or because --repair drop asked for it.
   *
   * @param maintenance the reason of the window that it is left out for
   */
  drop(batch: Batch, row: number, because: string, maintenance?: string): void {
    const { forms } = this.#lines;
    const reasons = this.#reasons(batch.reason[row]);
    const why = forms.text(`${JSON.stringify(because)}${maintenanceMember(maintenance)}`);
    forms.slots[Slot.Observed] = batch.value[row];
    forms.setText(Slot.Reasons, reasons);
    forms.setText(Slot.Because, why);
    this.#addAboutLine(this.#forms.drop, batch, row, reasons.length + why.length);
  }

  /** A reading of null. */
  missing(batch: Batch, row: number, filled: boolean): void {
    this.#addAboutLine(filled ? this.#forms.missingFilled : this.#forms.missing, batch, row, 0);
  }

  /** An event whose instant another one holds: the same reading again, or a different one. */
  rival(kind: 'duplicate' | 'conflict', batch: Batch, row: number, keptArrival: number, keptOffset: number): void {
    const kept = this.#placeOf(keptArrival, keptOffset);
    const file = this.#fileOf(kept);
    const { forms } = this.#lines;
    forms.setText(Slot.KeptFile, file);
    forms.slots[Slot.KeptLine] = kept.line;
    forms.slots[Slot.KeptOffset] = kept.offset;
    this.#addAboutLine(this.#forms[kind], batch, row, file.length);
  }

  /** A void that was filled. */
  filled(series: number, found: Void, filled: number, repaired: number, method: string): void {
    let outcome = this.#methods.get(method);
    if (!outcome) this.#methods.set(method, (outcome = this.#lines.forms.text(`,"method":"${method}"`)));
    this.#void(series, found, filled, repaired, outcome);
  }

  /** A void that was left for a reason; `maintenance` is that of the window. */
  left(series: number, found: Void, left: VoidLeft, maintenance?: string): void {
    this.#void(series, found, 0, 0, this.#lines.forms.text(`,"left":"${left}"${maintenanceMember(maintenance)}`));
  }

  /** It stands where it ends; one without an end behind everything else. `outcome` is further members. */
  #void(series: number, found: Void, filled: number, repaired: number, outcome: KeptText): void {
    const { beforeMs, beforeNs, afterMs, afterNs, cadenceMs, skipped, instants } = found;
    const { forms } = this.#lines;
    const sensor = this.#sensor(series);
    const isBefore = !Number.isNaN(afterMs);
    const lengthMs = isBefore ? spanMs(beforeMs, beforeNs, afterMs, afterNs) - cadenceMs : NaN;
    this.#lines.reserve(this.#forms.void.longest + sensor.length + outcome.length);
    const { slots } = forms;
    forms.setText(Slot.Sensor, sensor);
    slots[Slot.TimeMs] = beforeMs;
    slots[Slot.TimeNs] = beforeNs;
    slots[Slot.AfterMs] = afterMs;
    slots[Slot.AfterNs] = afterNs;
    slots[Slot.LengthMs] = lengthMs;
    slots[Slot.CadenceMs] = cadenceMs;
    slots[Slot.Instants] = instants;
    slots[Slot.Skipped] = skipped;
    slots[Slot.Filled] = filled;
    slots[Slot.Repaired] = repaired;
    forms.setText(Slot.Outcome, outcome);
    this.#add(this.#forms.void, isBefore ? afterMs : Number.MAX_VALUE, afterNs, series, VOID_ARRIVAL);
  }

  /** A series changed its cadence. */
  regime(series: number, change: RegimeChange): void {
    const { atMs, fromCadenceMs, toCadenceMs } = change;
    (this.#regimes[series] ??= []).push(change);
    const { forms } = this.#lines;
    const sensor = this.#sensor(series);
    this.#lines.reserve(this.#forms.regime.longest + sensor.length);
    const { slots } = forms;
    forms.setText(Slot.Sensor, sensor);
    slots[Slot.TimeMs] = atMs;
    slots[Slot.TimeNs] = 0;
    slots[Slot.CadenceMs] = fromCadenceMs;
    slots[Slot.ToCadenceMs] = toCadenceMs;
    this.#add(this.#forms.regime, atMs, 0, series, REGIME_ARRIVAL);
  }

  /** The cadence that a series has changed to at an instant or before it, as far as that is known; undefined for the one that it began with. */
  cadenceAtMs(series: number, timeMs: number): number | undefined {
    return this.#regimes[series]?.findLast(({ atMs }) => atMs <= timeMs)?.toCadenceMs;
  }

  /** The entries before a place that no further entry can stand before. */
  async *release(bound: RowKey): AsyncGenerator<Batch, void, undefined> {
    this.#waiting.push(this.#lines.take());
    yield* this.#waiting.release(bound);
  }

  /** Writes entries that wait to a temporary file, where they are many: there may be millions about one instant. */
  async relieve(): Promise<void> {
    if (this.#lines.byteCount < TAKEN_BYTES) return;
    this.#waiting.push(this.#lines.take());
    await this.#waiting.relieve();
  }

  /** Takes out all entries that wait, in order; `putBack` takes them in again. */
  async takeWaiting(): Promise<Batch[]> {
    const entries: Batch[] = [];
    for await (const batch of this.release(LAST_KEY)) entries.push(batch);
    return entries;
  }

  /** Takes in entries that waited. */
  putBack(entries: Batch): void {
    this.#waiting.push(entries);
  }

  async close(): Promise<void> {
    await this.#waiting.close();
  }

  /** Adds an entry about a line, whose own slots are filled; `textBytes` is what the texts in these take. */
  #addAboutLine(form: Form, batch: Batch, row: number, textBytes: number): void {
    const sensor = this.#sensor(batch.series[row]);
    const place = this.#placeOf(batch.arrival[row], batch.offset[row]);
    const file = this.#fileOf(place);
    const length = batch.length[row];
    this.#lines.reserve(form.longest + textBytes + sensor.length + file.length + (1 + LONGEST_ESCAPE) * length);
    const { forms } = this.#lines;
    const { slots } = forms;
    forms.setText(Slot.Sensor, sensor);
    slots[Slot.TimeMs] = batch.timeMs[row];
    slots[Slot.TimeNs] = batch.timeNs[row];
    forms.setText(Slot.File, file);
    slots[Slot.Line] = place.line;
    slots[Slot.Offset] = place.offset;
    forms.placeText(Slot.Raw, batch.bytes, batch.start[row], batch.start[row] + length);
    this.#add(form, batch.timeMs[row], batch.timeNs[row], batch.series[row], batch.arrival[row]);
  }

  #add(form: Form, timeMs: number, timeNs: number, series: number, arrival: number): void {
    const lines = this.#lines;
    lines.add(lines.forms.write(form, lines.end), timeMs, timeNs, NaN, series, Flag.NotEvaluated, Origin.Observed, arrival);
  }

  #sensor(series: number): KeptText {
    return (this.#sensorJson[series] ??= this.#lines.forms.text(JSON.stringify(this.#series.id(series))));
  }

  #fileOf({ file }: LinePlace): KeptText {
    let json = this.#fileJson.get(file);
    if (!json) this.#fileJson.set(file, (json = this.#lines.forms.text(JSON.stringify(file))));
    return json;
  }

  /** A JSON array of reason names; they need no escaping. */
  #reasons(reason: number): KeptText {
    return (this.#reasonsJson[reason] ??= this.#lines.forms.text(`["${reasonNames(reason).join('","')}"]`));
  }
}

/** The member that names the reason of a maintenance window. */
function maintenanceMember(reason: string | undefined): string {
  return reason === undefined ? '' : `,"maintenance":${JSON.stringify(reason)}`;
}
