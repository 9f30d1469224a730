// Rivals, the events of one instant of one series: which of them go on, and against which one each of the others lost.
import type { LineFormat } from '../io/line-format.js';
import { rawLine, type Batch } from '../model/batch.js';
import { Flag, Origin } from '../model/flag.js';

/** An event that met a rival. `batch` and `row` hold during the call only. */
export interface Rival {
  /** `duplicate`: the reading of another rival again (the same id, where both have one); `conflict`: another reading. */
  readonly kind: 'duplicate' | 'conflict';
  readonly batch: Batch;
  readonly row: number;
  /** Input position and byte offset of the rival it met, which may in turn lose against a better one. */
  readonly keptArrival: number;
  readonly keptOffset: number;
}

/** Who loses as a rival joins: it, the one kept so far, or nobody. */
export type Outcome = 'newcomer' | 'kept' | 'nobody';

/** Where a rival stands in the input. */
interface Place {
  readonly arrival: number;
  readonly offset: number;
}

/** Remembers the different readings of one instant as its rivals come one after another. */
export class RivalGroup {
  readonly #keepsOne: boolean;
  readonly #readId: LineFormat['readEventId'];
  readonly #onRival: (rival: Rival) => void;
  /** Where each different reading stands, by value and by id. */
  readonly #readings = new Map<number, Map<string | undefined, Place>>();
  #timeMs = NaN;
  #timeNs = 0;
  #series = 0;
  #standing = 0;
  #kept: Place = { arrival: -1, offset: -1 };
  #keptBatch: Batch | undefined;
  #keptRow = 0;

  /** @param keepsOne whether only the best of the rivals goes on, instead of every different reading */
  constructor(keepsOne: boolean, readId: LineFormat['readEventId'], onRival: (rival: Rival) => void) {
    this.#keepsOne = keepsOne;
    this.#readId = readId;
    this.#onRival = onRival;
  }

  /** Whether the rival kept so far may still lose. */
  get isOpen(): boolean {
    return this.#standing > 0;
  }

  /** Where the rival kept so far is; where it cannot lose any more, it may have gone on since. */
  get keptBatch(): Batch | undefined {
    return this.#keptBatch;
  }

  get keptRow(): number {
    return this.#keptRow;
  }

  /** Whether a row is of the instant and series that was begun. */
  includes(batch: Batch, row: number): boolean {
    return batch.timeMs[row] === this.#timeMs && batch.timeNs[row] === this.#timeNs && batch.series[row] === this.#series;
  }

  /** Begins with the first event of an instant. */
  begin(batch: Batch, row: number): void {
    this.#timeMs = batch.timeMs[row];
    this.#timeNs = batch.timeNs[row];
    this.#series = batch.series[row];
    this.#readings.clear();
    this.#twin(batch, row);
    this.#keep(batch, row);
  }

  /** Takes the next event of the same instant. O(1) and the time to find an id in its line. */
  add(batch: Batch, row: number): Outcome {
    const twin = this.#twin(batch, row);
    if (this.#keepsOne && standing(batch, row) < this.#standing) {
      const kind = twin?.arrival === this.#kept.arrival ? 'duplicate' : 'conflict';
      const { arrival, offset } = placeOf(batch, row);
      this.#onRival({ kind, batch: this.#keptBatch!, row: this.#keptRow, keptArrival: arrival, keptOffset: offset });
      this.#keep(batch, row);
      return 'kept';
    }
    const { arrival, offset } = twin ?? this.#kept;
    this.#onRival({ kind: twin ? 'duplicate' : 'conflict', batch, row, keptArrival: arrival, keptOffset: offset });
    return twin || this.#keepsOne ? 'newcomer' : 'nobody';
  }

  /** The rival kept so far has moved to another row of its batch. */
  moveKept(row: number): void {
    this.#keptRow = row;
  }

  #keep(batch: Batch, row: number): void {
    this.#kept = placeOf(batch, row);
    this.#keptBatch = batch;
    this.#keptRow = row;
    this.#standing = this.#keepsOne ? standing(batch, row) : 0;
  }

  /** The earlier rival with the same reading; where there is none, the reading is remembered. */
  #twin(batch: Batch, row: number): Place | undefined {
    const id = this.#readId(rawLine(batch, row));
    const value = batch.value[row];
    const known = this.#readings.get(value);
    if (!known) {
      this.#readings.set(value, new Map([[id, placeOf(batch, row)]]));
      return undefined;
    }
    const twin = id === undefined ? known.values().next().value : (known.get(id) ?? known.get(undefined));
    if (!twin) known.set(id, placeOf(batch, row));
    return twin;
  }
}

/** 0 where nothing that comes later is better: good and observed. 1: good, made by an earlier run. 2: failed or missing. */
function standing(batch: Batch, row: number): number {
  if (batch.flag[row] === Flag.Fail || batch.flag[row] === Flag.Missing) return 2;
  return batch.origin[row] === Origin.Observed ? 0 : 1;
}

function placeOf(batch: Batch, row: number): Place {
  return { arrival: batch.arrival[row], offset: batch.offset[row] };
}
