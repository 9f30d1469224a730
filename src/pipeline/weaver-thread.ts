// A weaving thread: puts rows that were read and lines that were made together, and checks what comes of it, while its owner makes more.
import { parentPort, workerData } from 'node:worker_threads';
import { SeriesTable } from '../model/series.js';
import { memoryOf, plainFailure, receiveBatch } from './reader-messages.js';
import { LocalWeaver } from './weaver.js';
import type { WeaveReply, WeaveRequest, WeaverStart } from './weaver-messages.js';

const { sensorIds, state } = workerData as WeaverStart;
const port = parentPort!;
const series = new SeriesTable();
for (const id of sensorIds) series.indexOf(id);
const weaver = new LocalWeaver(series, state);

port.on('message', (request: WeaveRequest) => {
  let reply: WeaveReply;
  try {
    reply = weave(request);
  } catch (error) {
    reply = { kind: 'failure', failure: plainFailure(error) };
  }
  port.postMessage(reply, reply.kind === 'woven' ? reply.batches.flatMap(memoryOf) : []);
});

function weave({ reads, made, bound }: WeaveRequest): WeaveReply {
  for (const { batch, isOut } of reads) weaver.pushRead(receiveBatch(batch), isOut);
  for (const batch of made) weaver.pushMade(receiveBatch(batch));
  const batches = bound ? [...weaver.release(bound)] : weaver.takeWaiting();
  return { kind: 'woven', batches, state: weaver.state };
}
