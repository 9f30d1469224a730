// Bytes of a sequential source, looked at before they are taken.

/** A window onto an input that arrives in pieces: fill it, look at `bytes`, drop what was used. */
export class ByteQueue {
  readonly #input: AsyncIterator<Buffer>;
  /** What is there to look at. */
  bytes: Buffer = Buffer.alloc(0);
  /** Offset of bytes[0] in the input. */
  offset = 0;

  constructor(input: AsyncIterable<Buffer>) {
    this.#input = input[Symbol.asyncIterator]();
  }

  /** Waits until at least `count` bytes are there; false where the input ends before. */
  async fill(count: number): Promise<boolean> {
    const pieces = [this.bytes];
    let length = this.bytes.length;
    while (length < count) {
      const next = await this.#input.next();
      if (next.done) break;
      pieces.push(next.value);
      length += next.value.length;
    }
    if (pieces.length > 1) this.bytes = this.bytes.length === 0 && pieces.length === 2 ? pieces[1] : Buffer.concat(pieces);
    return length >= count;
  }

  /** Takes the first `count` bytes away. */
  drop(count: number): void {
    this.bytes = this.bytes.subarray(count);
    this.offset += count;
  }

  /** All that is left, as it arrives. */
  async *rest(): AsyncGenerator<Buffer> {
    while (await this.fill(1)) {
      const bytes = this.bytes;
      this.drop(bytes.length);
      yield bytes;
    }
  }
}
