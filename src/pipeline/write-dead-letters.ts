// Writes the lines of a block that are no events, whole and with their places.
import type { DigestedBlock } from '../io/block-digest.js';
import { readBlock, readBytes } from '../io/chunks.js';
import { encodeDeadLetter, encodeLongDeadLetter } from '../io/dead-letters.js';
import type { Log } from '../io/log.js';
import type { OutputFile } from '../io/output.js';
import type { PlacedFault } from './placing.js';

/** Writes a letter for each of these faults of a block, which is read again for them. A line too long to hold passes in pieces. */
export async function writeDeadLetters(dead: OutputFile, log: Log, block: DigestedBlock, letters: readonly PlacedFault[]): Promise<void> {
  if (letters.length === 0) return;
  const { fileIndex, offset, byteLength } = block.place;
  if (block.kind === 'overlong') {
    const pieces = readBytes(log.files[fileIndex], offset, byteLength - (block.torn ? 0 : 1));
    for await (const text of encodeLongDeadLetter(letters[0].place, pieces)) await dead.write(Buffer.from(text));
    return;
  }
  const { bytes } = await readBlock(log, fileIndex, offset, byteLength);
  for (const { fault, place } of letters) {
    await dead.write(Buffer.from(encodeDeadLetter(place, fault.code, bytes.subarray(fault.start, fault.end))));
  }
}
