// A reading thread: surveys parts of a log, or puts the log in order, and hands over what comes of it while its owner works on what came before.
import { parentPort, workerData } from 'node:worker_threads';
import { createDecoder } from '../io/create-decoder.js';
import { reopenLog } from '../io/log.js';
import { joinMeter } from '../io/read-meter.js';
import { scanLog, type ScanOptions } from '../io/scan.js';
import { SeriesTable } from '../model/series.js';
import { orderOwned } from '../replay/order-owned.js';
import { memoryOf, plainFailure, takeRoom, type OrderRequest, type ReaderReply, type ReaderRequest, type ReaderStart } from './reader-messages.js';
import { createPartSurveyor, type SurveyPart } from './survey-part.js';

const { files, decodeOptions, checkOptions, room, meter } = workerData as ReaderStart;
joinMeter(meter);
const port = parentPort!;
const opened = reopenLog(files);
opened.catch(() => undefined); // thrown where it is awaited
let surveyPart: SurveyPart | undefined;

// One request after another, in the order in which they came.
let work: Promise<void> = Promise.resolve();
port.on('message', (request: ReaderRequest) => {
  work = work.then(() => answer(request)).catch((error: unknown) => send({ kind: 'failure', failure: plainFailure(error) }));
});

async function answer(request: ReaderRequest): Promise<void> {
  if (request.kind === 'survey') {
    surveyPart ??= createPartSurveyor(await opened, decodeOptions, checkOptions);
    send({ kind: 'part', part: await surveyPart(request.options) });
  } else if (request.kind === 'scan') await scan(request.options);
  else await putInOrder(request);
}

async function scan(options: ScanOptions): Promise<void> {
  const { series, newIds } = numbering([]);
  const { decode } = createDecoder(decodeOptions, series);
  for await (const block of scanLog(await opened, decode, options)) {
    takeRoom(room);
    const { batch } = block.decoded;
    const memory = memoryOf(batch);
    // The chunk's bytes are the batch's.
    const chunk = block.chunk.kind === 'lines' ? { ...block.chunk, bytes: batch.bytes } : block.chunk;
    send({ kind: 'block', block: { ...block, chunk }, ids: newIds() }, memory);
  }
  send({ kind: 'end' });
}

async function putInOrder({ index, options, sensorIds }: OrderRequest): Promise<void> {
  const { series, newIds } = numbering(sensorIds);
  const decode = () => createDecoder(decodeOptions, series).decode;
  let outside = 0;
  const ordered = orderOwned(await opened, index, decodeOptions, decode, series, { ...options, onOutside: (rows) => (outside += rows) });
  for await (const batch of ordered) {
    takeRoom(room);
    send({ kind: 'batch', batch, ids: newIds() }, memoryOf(batch));
  }
  send({ kind: 'end', outside });
}

/** A table of sensors, and which of them the owner was not told yet. */
function numbering(known: readonly string[]): { series: SeriesTable; newIds: () => string[] } {
  const series = new SeriesTable();
  for (const id of known) series.indexOf(id);
  let told = series.size;
  const newIds = () => {
    const ids = Array.from({ length: series.size - told }, (_, k) => series.id(told + k));
    told = series.size;
    return ids;
  };
  return { series, newIds };
}

function send(reply: ReaderReply, memory: ArrayBuffer[] = []): void {
  port.postMessage(reply, memory);
}
