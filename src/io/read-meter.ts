// How many bytes of logs this process has read, over all its threads: what tells a person how far a long command is.

const LENGTH = BigInt64Array.BYTES_PER_ELEMENT;
let meter = new BigInt64Array(new SharedArrayBuffer(LENGTH));

/** Counts bytes that were read. Once a chunk, so it costs nothing beside the reading. */
export function countRead(byteCount: number): void {
  Atomics.add(meter, 0, BigInt(byteCount));
}

/** Bytes read so far. */
export function bytesRead(): number {
  return Number(Atomics.load(meter, 0));
}

/** The meter of this thread, to be given to another one. */
export function sharedMeter(): SharedArrayBuffer {
  return meter.buffer;
}

/** Counts into the meter of another thread from now on. */
export function joinMeter(shared: SharedArrayBuffer): void {
  meter = new BigInt64Array(shared);
}
