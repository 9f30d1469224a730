// Where the lines of a log stand: file, line and byte, told of the original line where a correction took its place.
import type { DigestedBlock } from '../io/block-digest.js';
import { placeOf, type FileSummary } from '../io/index-log.js';
import type { LineFault } from '../model/dead-letter.js';
import type { LinePlace } from '../model/validation.js';
import type { Corrections } from './corrections.js';

/** A line that is no event, and where it stands. */
export interface PlacedFault {
  readonly fault: LineFault;
  readonly place: LinePlace;
}

/** Places the lines of one log. */
export class Placing {
  readonly #fileCount: number;
  readonly #corrections: Corrections | undefined;
  /** Faulty lines met so far that are corrected, and so count no more. */
  superseded = 0;

  /** @param corrections where there are any: the last of the log's files. */
  constructor(fileCount: number, corrections?: Corrections) {
    this.#fileCount = fileCount;
    this.#corrections = corrections;
  }

  /** Where the line of an input position and byte offset stands. */
  placeOf(files: readonly FileSummary[], arrival: number, offset: number): LinePlace {
    const place = placeOf(files, arrival, offset);
    return (this.#isCorrection(files, arrival) && this.#corrections?.originOf(place.line - 1)) || place;
  }

  /** The faulty lines of a block, without those that are corrected. Ask once a block. */
  lettersOf({ faults, place }: DigestedBlock, files: readonly FileSummary[]): PlacedFault[] {
    const placed = faults.map((fault) => ({ fault, place: this.placeOf(files, fault.arrival, place.offset + fault.start) }));
    const letters = placed.filter((one) => this.#isCorrection(files, one.fault.arrival) || !this.#corrections?.supersedes(one.place));
    this.superseded += placed.length - letters.length;
    return letters;
  }

  #isCorrection(files: readonly FileSummary[], arrival: number): boolean {
    return this.#corrections !== undefined && files.length === this.#fileCount && arrival >= files[files.length - 1].firstArrival;
  }
}
