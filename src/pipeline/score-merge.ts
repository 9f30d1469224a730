// Several streams of items, each in order of time, as one.
import type { CleanItem, ScoreItem, TruthItem } from './score-input.js';
import type { AuditItem } from './score-side-files.js';

/** A stream of items of which the next one can be looked at. */
export class ItemStream<Item extends ScoreItem> {
  /** There is nothing more. */
  isOver = false;
  readonly #pieces: AsyncGenerator<Item[], void> | undefined;
  #piece: Item[] = [];
  #at = 0;

  /** @param pieces undefined for a stream of nothing */
  constructor(pieces: AsyncGenerator<Item[], void> | undefined) {
    this.#pieces = pieces;
  }

  /** Whether `refill` is to be called before `head` says anything. */
  get isDry(): boolean {
    return this.#at === this.#piece.length && !this.isOver;
  }

  get head(): Item | undefined {
    return this.#piece[this.#at];
  }

  async refill(): Promise<void> {
    while (this.isDry) {
      const next = await this.#pieces?.next();
      this.isOver = next === undefined || next.done === true;
      this.#piece = next?.value ?? [];
      this.#at = 0;
    }
  }

  take(): Item {
    return this.#piece[this.#at++];
  }
}

type AnyItem = TruthItem | CleanItem | AuditItem;

/** Visits the items of all streams in order of time; of the same time those of the first stream come first. O(items), and no promise an item. */
export async function mergeItems(
  streams: readonly [ItemStream<TruthItem>, ItemStream<CleanItem>, ItemStream<AuditItem>],
  visit: (item: AnyItem) => void,
): Promise<void> {
  for (;;) {
    let earliest: ItemStream<AnyItem> | undefined;
    for (const stream of streams as readonly ItemStream<AnyItem>[]) {
      if (stream.isDry) await stream.refill();
      const head = stream.head;
      if (!head) continue;
      const best = earliest?.head;
      if (!best || head.timeMs < best.timeMs || (head.timeMs === best.timeMs && head.timeNs < best.timeNs)) earliest = stream;
    }
    if (!earliest) return;
    visit(earliest.take());
  }
}
