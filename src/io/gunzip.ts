// Reads gzip member by member, because Node's own Gunzip ignores trailing garbage and drops the readable prefix of a damaged file.
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { ByteQueue } from './byte-queue.js';

/** Something of a compressed input that could not be read. */
export interface LogLoss {
  /** `torn`: it ends in the middle. `trailing-garbage`: bytes after the last member. `corrupt`: damaged inside. */
  readonly kind: 'torn' | 'trailing-garbage' | 'corrupt';
  /** Byte offset in the compressed input: where it ends (torn), or the first byte not used (corrupt: up to 16 KiB before the damage). */
  readonly offset: number;
}

const PIECE_BYTES = 16 * 1024;
const OUTPUT_BYTES = 64 * 1024;
const TRAILER_BYTES = 8;
const FIXED_HEADER_BYTES = 10;
const HeaderFlag = { HeaderCrc: 2, Extra: 4, Name: 8, Comment: 16, Reserved: 0xe0 } as const;

/**
 * Decompresses gzip (RFC 1952): concatenated members and zero padding are fine. What can be read of a damaged input comes out;
 * what cannot is handed to `onLoss`, once at most except for members whose checksum is wrong. Memory is bounded: 16 KiB of input
 * and what they expand to.
 */
export async function* gunzip(input: AsyncIterable<Buffer>, onLoss: (loss: LogLoss) => void): AsyncGenerator<Buffer, void> {
  const queue = new ByteQueue(input);
  const lose = (kind: LogLoss['kind']) => onLoss({ kind, offset: queue.offset + (kind === 'torn' ? queue.bytes.length : 0) });
  for (let memberCount = 0; ; memberCount++) {
    if (memberCount > 0) await skipZeros(queue);
    const header = await readHeader(queue);
    if (header === 'absent') {
      if (memberCount === 0) lose('torn');
      return;
    }
    if (header === 'foreign') return lose(memberCount === 0 ? 'corrupt' : 'trailing-garbage');
    if (header !== 'whole') return lose(header);
    const body = yield* inflateMember(queue);
    if (body.ending !== 'whole') return lose(body.ending);
    if (!(await queue.fill(TRAILER_BYTES))) return lose('torn');
    if (queue.bytes.readUInt32LE(0) !== body.checksum || queue.bytes.readUInt32LE(4) !== body.byteCount % 2 ** 32) lose('corrupt');
    queue.drop(TRAILER_BYTES);
  }
}

async function skipZeros(queue: ByteQueue): Promise<void> {
  while (await queue.fill(1)) {
    const end = queue.bytes.findIndex((byte) => byte !== 0);
    queue.drop(end < 0 ? queue.bytes.length : end);
    if (end >= 0) return;
  }
}

type HeaderState = 'whole' | 'absent' | 'torn' | 'foreign' | 'corrupt';

// Consumes the header of a member only if it is one.
async function readHeader(queue: ByteQueue): Promise<HeaderState> {
  if (!(await queue.fill(1))) return 'absent';
  const complete = await queue.fill(FIXED_HEADER_BYTES);
  const [magic1, magic2, method, flags] = queue.bytes;
  if (magic1 !== 0x1f || (magic2 ?? 0x8b) !== 0x8b || (method ?? 8) !== 8) return 'foreign';
  if (!complete) return 'torn';
  if (flags & HeaderFlag.Reserved) return 'corrupt';
  let length = FIXED_HEADER_BYTES;
  if (flags & HeaderFlag.Extra) {
    if (!(await queue.fill(length + 2))) return 'torn';
    length += 2 + queue.bytes.readUInt16LE(length);
  }
  for (const flag of [HeaderFlag.Name, HeaderFlag.Comment]) {
    if ((flags & flag) === 0) continue;
    let end: number;
    while ((end = queue.bytes.indexOf(0, length)) < 0) {
      // A name of a MiB is no name: without a bound a damaged header would be read into memory whole.
      if (queue.bytes.length > 2 ** 20) return 'corrupt';
      if (!(await queue.fill(queue.bytes.length + 1))) return 'torn';
    }
    length = end + 1;
  }
  if (flags & HeaderFlag.HeaderCrc) length += 2;
  if (!(await queue.fill(length))) return 'torn';
  queue.drop(length);
  return 'whole';
}

interface MemberBody {
  readonly ending: 'whole' | 'torn' | 'corrupt';
  readonly checksum: number;
  readonly byteCount: number;
}

async function* inflateMember(queue: ByteQueue): AsyncGenerator<Buffer, MemberBody> {
  const engine = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  // Flowing: what came out before an error is in hand, whereas an errored stream's own buffer is lost.
  const produced: Buffer[] = [];
  engine.on('data', (bytes: Buffer) => produced.push(bytes));
  let checksum = 0;
  let byteCount = 0;
  try {
    while (await queue.fill(1)) {
      const piece = queue.bytes.subarray(0, PIECE_BYTES);
      const consumedBefore = engine.bytesWritten;
      const readable = await feed(engine, piece);
      for (const bytes of produced.splice(0)) {
        checksum = crc32(bytes, checksum);
        byteCount += bytes.length;
        yield bytes;
      }
      if (!readable) return { ending: 'corrupt', checksum, byteCount };
      const consumed = engine.bytesWritten - consumedBefore;
      queue.drop(consumed);
      if (consumed < piece.length) return { ending: 'whole', checksum, byteCount };
    }
    return { ending: 'torn', checksum, byteCount };
  } finally {
    engine.destroy();
  }
}

function feed(engine: InflateRaw, piece: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = () => resolve(false);
    engine.once('error', fail);
    engine.write(piece, (error) => {
      if (error) return; // 'error' follows
      engine.off('error', fail);
      resolve(true);
    });
  });
}
