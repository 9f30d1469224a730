// A weaving thread: puts rows that were read and lines that were made together, and checks what comes of it, while its owner makes more.
import { parentPort, workerData } from 'node:worker_threads';
import { SeriesTable } from '../model/series.js';
import { Loom, PIECE_BYTES, type Leaving } from './loom.js';
import { memoryOf, plainFailure, receiveBatch, takeRoom } from './reader-messages.js';
import type { PieceMemory, WeaveReply, WeaveRequest, WeaverStart } from './weaver-messages.js';

const { sensorIds, state, options, lines } = workerData as WeaverStart;
const port = parentPort!;
const series = new SeriesTable();
for (const id of sensorIds) series.indexOf(id);
const loom = new Loom(series, state, options);
const send = (reply: WeaveReply, memory: ArrayBuffer[] = []): void => port.postMessage(reply, memory);
const leave = lines ? pieceSender(lines) : (leaving: Leaving) => [...loom.batches(leaving)];

port.on('message', ({ reads, made, leaving }: WeaveRequest) => {
  try {
    for (const { batch, isOut } of reads) loom.pushRead(receiveBatch(batch), isOut);
    for (const batch of made) loom.pushMade(receiveBatch(batch));
    const batches = leaving === 'waiting' ? loom.takeWaiting() : leave(leaving);
    const courses = leaving === 'rest' ? loom.courses : undefined;
    send({ kind: 'woven', batches, state: loom.state, courses }, batches.flatMap(memoryOf));
  } catch (error) {
    send({ kind: 'failure', failure: plainFailure(error) });
  }
});

/** Sends what leaves as lines. @returns no batches. */
function pieceSender({ bytes: memory, room }: PieceMemory): (leaving: Leaving) => never[] {
  const target = Buffer.from(memory);
  let at = 0;
  return (leaving) => {
    for (const { bytes, crc32 } of loom.pieces(leaving)) {
      takeRoom(room);
      target.fill(bytes, at, at + bytes.length); // `set` and `copy` go over shared memory word by word, which takes twice as long
      send({ kind: 'piece', at, byteCount: bytes.length, crc32 });
      at = (at + PIECE_BYTES) % target.length;
    }
    return [];
  };
}
