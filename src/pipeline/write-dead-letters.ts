// Writes the lines of a block that are no events, whole and with their places.
import { readBytes } from '../io/chunks.js';
import { encodeDeadLetter, encodeLongDeadLetter } from '../io/dead-letters.js';
import { placeOf, type FileSummary } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import type { OutputFile } from '../io/output.js';
import type { ScannedBlock } from '../io/scan.js';

/** Writes a letter for each fault of a block. A line too long to hold passes in pieces. */
export async function writeDeadLetters(dead: OutputFile, log: Log, block: ScannedBlock, files: readonly FileSummary[]): Promise<void> {
  const { chunk, place, decoded } = block;
  for (const { code, start, end, arrival } of decoded.faults) {
    const line = placeOf(files, arrival, place.offset + start);
    if (chunk.kind === 'lines') {
      await dead.write(Buffer.from(encodeDeadLetter(line, code, chunk.bytes.subarray(start, end))));
    } else {
      const pieces = readBytes(log.files[chunk.fileIndex], chunk.offset, chunk.byteCount);
      for await (const text of encodeLongDeadLetter(line, pieces)) await dead.write(Buffer.from(text));
    }
  }
}
