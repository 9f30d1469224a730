// Corrupted: the line is damaged on its way, and never by accident still an event.
import type { Rng } from '../../stats/rng.js';
import type { LogSpelling } from '../log-spelling.js';
import { CORRUPTIONS, type Corruption } from './corruption.js';
import { ABRUPT, type FaultKind } from './kind.js';

/** A damaged line, without its newline. */
export interface DamagedLine {
  readonly corruption: Corruption;
  readonly bytes: Buffer;
}

const MAX_GARBLED_BYTES = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const DAMAGE: Readonly<Record<Corruption, (line: Buffer, rng: Rng, spelling: LogSpelling) => Buffer>> = {
  truncated: (line, rng) => line.subarray(0, 1 + below(rng, line.length - 1)),
  garbled: (line, rng) => {
    const bytes = Buffer.from(line);
    const run = 1 + below(rng, MAX_GARBLED_BYTES);
    const start = below(rng, line.length - run);
    for (let i = start; i < start + run; i++) {
      const byte = below(rng, 256);
      // A line break would make two lines of one.
      bytes[i] = byte === LINE_FEED || byte === CARRIAGE_RETURN ? 0 : byte;
    }
    return bytes;
  },
  'field-missing': (line, rng, { without }) => Buffer.from(without(line.toString(), below(rng, 2) ? 'timestamp' : 'temperature')),
  'wrong-type': (line, rng, { withBadReading }) => Buffer.from(withBadReading(line.toString(), below(rng, 3))),
};

/** In one of the four ways, or in the one that is asked for. */
export const corrupted: FaultKind = {
  name: 'corrupted',
  aliases: CORRUPTIONS,
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  create: ({ corruption }) => (reading) => {
    reading.corruption = corruption;
    return true;
  },
};

/**
 * Damages an event's line (without its newline) in the way given, or else in one of four, again and again until it is no event: checked
 * by reading it.
 */
export function damageLine(line: Buffer, rng: Rng, spelling: LogSpelling, given?: Corruption): DamagedLine {
  const drawn = CORRUPTIONS[below(rng, CORRUPTIONS.length)];
  const corruption = given ?? drawn; // drawn all the same, so that naming the way that chance took changes no byte
  let bytes: Buffer;
  do {
    bytes = DAMAGE[corruption](line, rng, spelling);
  } while (spelling.mayBeEvent(bytes));
  return { corruption, bytes };
}

/** A whole number from 0 to below `end`. */
function below(rng: Rng, end: number): number {
  return Math.floor(rng.uniform() * end);
}
