// Writes the lines of a block that are no events, whole and with their places.
import { readBytes } from '../io/chunks.js';
import { encodeDeadLetter, encodeLongDeadLetter } from '../io/dead-letters.js';
import type { Log } from '../io/log.js';
import type { OutputFile } from '../io/output.js';
import type { ScannedBlock } from '../io/scan.js';
import type { PlacedFault } from './placing.js';

/** Writes a letter for each of these faults of a block. A line too long to hold passes in pieces. */
export async function writeDeadLetters(dead: OutputFile, log: Log, { chunk }: ScannedBlock, letters: readonly PlacedFault[]): Promise<void> {
  for (const { fault, place } of letters) {
    if (chunk.kind === 'lines') {
      await dead.write(Buffer.from(encodeDeadLetter(place, fault.code, chunk.bytes.subarray(fault.start, fault.end))));
    } else {
      const pieces = readBytes(log.files[chunk.fileIndex], chunk.offset, chunk.byteCount);
      for await (const text of encodeLongDeadLetter(place, pieces)) await dead.write(Buffer.from(text));
    }
  }
}
