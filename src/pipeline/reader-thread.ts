// The reading thread: reads and decodes a log, or puts it in order, and hands the batches over while its owner works on earlier ones.
import { parentPort, workerData } from 'node:worker_threads';
import { createDecoder } from '../io/create-decoder.js';
import { reopenLog, type Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { SeriesTable } from '../model/series.js';
import { orderLog, type HeldAtMost } from '../replay/order-log.js';
import { memoryOf, PIECES_AHEAD, plainFailure, type ReaderReply, type ReaderRequest, type ReaderStart } from './reader-messages.js';

const { files, decodeOptions } = workerData as ReaderStart;
const port = parentPort!;
const series = new SeriesTable();
const { decode } = createDecoder(decodeOptions, series);
let log: Log | undefined;
let credit = 0;
let wake: (() => void) | undefined;

port.on('message', (request: ReaderRequest) => {
  if (request.kind === 'more') {
    credit++;
    wake?.();
    return;
  }
  credit = PIECES_AHEAD;
  work(request).catch((error: unknown) => send({ kind: 'failure', failure: plainFailure(error) }, []));
});

async function work(request: Exclude<ReaderRequest, { kind: 'more' }>): Promise<void> {
  log ??= await reopenLog(files);
  let held: HeldAtMost | undefined;
  if (request.kind === 'scan') {
    for await (const block of scanLog(log, decode, request.options)) {
      const known = series.size;
      await room();
      const { batch } = block.decoded;
      const memory = memoryOf(batch);
      // The chunk's bytes are the batch's.
      const chunk = block.chunk.kind === 'lines' ? { ...block.chunk, bytes: batch.bytes } : block.chunk;
      send({ kind: 'block', block: { ...block, chunk }, ids: newIds(known) }, memory);
    }
  } else {
    const { index, memoryBytes } = request;
    for await (const batch of orderLog(log, index, decode, series, { memoryBytes, onHeld: (most) => (held = most) })) {
      await room();
      send({ kind: 'batch', batch }, memoryOf(batch));
    }
  }
  send({ kind: 'end', held }, []);
}

let told = 0;

/** The ids that the owner does not know yet. */
function newIds(known: number): string[] {
  const ids = Array.from({ length: known - told }, (_, k) => series.id(told + k));
  told = known;
  return ids;
}

async function room(): Promise<void> {
  while (credit === 0) await new Promise<void>((resolve) => (wake = resolve));
  credit--;
}

function send(reply: ReaderReply, memory: ArrayBuffer[]): void {
  port.postMessage(reply, memory);
}
