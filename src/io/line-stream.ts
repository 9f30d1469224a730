// Lines of live input (stdin that goes on, sockets): what has arrived so far, byte for byte, as soon as a line is whole.
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import split from 'split2';
import { DEFAULT_CHUNK_OPTIONS, type LineChunk, type OverlongLine } from './chunks.js';
import { systemError } from './system-error.js';

/** A line longer than maxLineBytes; live input cannot be read again, so its beginning comes with it and the rest is lost. */
export interface OverlongLiveLine extends OverlongLine {
  /** Its first maxLineBytes bytes. */
  readonly head: Buffer;
}

export interface LineStreamOptions {
  /** As in readChunks. */
  readonly maxLineBytes?: number;
}

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'; // in latin1

/**
 * Whole lines of a readable, one batch for each piece that arrived, as readChunks gives them (fileIndex 0; offset: in the stream).
 * Memory: one piece and one longest line. O(bytes).
 *
 * @throws TelemendError `io` where the readable fails.
 */
export async function* lineBatches(input: Readable, options: LineStreamOptions = {}): AsyncGenerator<LineChunk | OverlongLiveLine, void> {
  const { maxLineBytes = DEFAULT_CHUNK_OPTIONS.maxLineBytes } = options;
  const lines: string[] = [];
  // One char a byte: latin1 strings pass split2 undecoded, so that bytes which are not UTF-8 survive. The mapper collects a line
  // and gives nothing back, so nothing waits in the stream's own buffer until more input comes.
  const framer = split('\n', (line: string) => void lines.push(line), { decodeStrings: false });
  framer.resume();
  const cutter = new LineCutter(maxLineBytes);
  let offset = 0;
  const collect = function* (torn: boolean): Generator<LineChunk | OverlongLiveLine, void> {
    if (offset === 0 && lines[0]?.startsWith(BYTE_ORDER_MARK) && lines[0].length <= maxLineBytes) {
      offset = BYTE_ORDER_MARK.length;
      lines[0] = lines[0].slice(offset);
    }
    let first = 0;
    for (let i = 0; i <= lines.length; i++) {
      const overlong = i < lines.length && lines[i].length > maxLineBytes;
      if (!overlong && i < lines.length) continue;
      if (i > first) {
        const bytes = Buffer.from(`${lines.slice(first, i).join('\n')}\n`, 'latin1');
        const tornChunk = torn && i === lines.length;
        yield { kind: 'lines', fileIndex: 0, offset, bytes, byteCount: bytes.length, torn: tornChunk };
        offset += bytes.length;
      }
      if (overlong) {
        const byteCount = cutter.overlongBytes.shift()!;
        const head = Buffer.from(lines[i].slice(0, maxLineBytes), 'latin1');
        yield { kind: 'overlong', fileIndex: 0, offset, byteCount, torn: torn && i === lines.length - 1, head };
        offset += byteCount + 1;
      }
      first = i + 1;
    }
    lines.length = 0;
  };
  try {
    for await (const piece of input) {
      const text = cutter.cut(Buffer.from(piece as Uint8Array | string));
      await new Promise((resolve) => framer.write(text, resolve));
      yield* collect(false);
    }
  } catch (error) {
    throw systemError(error, 'read', 'the input');
  }
  cutter.end();
  framer.end();
  await once(framer, 'finish');
  yield* collect(true);
}

/** Shortens overlong lines to one byte more than is allowed, before they pile up, and remembers how long they were. */
class LineCutter {
  /** The true lengths of the overlong lines that have ended, in order. */
  readonly overlongBytes: number[] = [];
  readonly #maxLineBytes: number;
  #lineBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  cut(piece: Buffer): string {
    if (this.#lineBytes + piece.length <= this.#maxLineBytes) {
      this.#lineBytes = piece.includes(NEWLINE) ? piece.length - 1 - piece.lastIndexOf(NEWLINE) : this.#lineBytes + piece.length;
      return piece.toString('latin1');
    }
    let kept = '';
    for (let start = 0; start < piece.length; ) {
      const newline = piece.indexOf(NEWLINE, start);
      const end = newline < 0 ? piece.length : newline;
      const room = Math.max(0, this.#maxLineBytes + 1 - this.#lineBytes);
      kept += piece.toString('latin1', start, Math.min(end, start + room));
      this.#lineBytes += end - start;
      if (newline >= 0) {
        kept += '\n';
        this.end();
      }
      start = end + 1;
    }
    return kept;
  }

  /** The line ends here. */
  end(): void {
    if (this.#lineBytes > this.#maxLineBytes) this.overlongBytes.push(this.#lineBytes);
    this.#lineBytes = 0;
  }
}
