// How an event is spelled in a simulated log: exactly as JSON.stringify would spell it.
import { LineTemplate } from './line-template.js';
import type { TextBuffer } from './text-buffer.js';

/** Writes one event and its newline. */
export type EventLineWriter = (out: TextBuffer, sensor: number, index: number, timeMs: number, units: number, isDeviated: boolean) => void;

const NORMAL_END = Buffer.from(',"status":"normal"}\n');
const DEVIATED_END = Buffer.from(',"status":"deviated"}\n');

/** A writer for the sensors of these ids (which need no escaping), with readings numbered in `indexDigits` digits. */
export function createEventLineWriter(sensorIds: readonly string[], indexDigits: number, decimals: number): EventLineWriter {
  const templates = sensorIds.map(
    (id) =>
      new LineTemplate({
        start: `{"event_id":"${id}-`,
        indexDigits,
        middle: `","sensor_id":"${id}","timestamp":"`,
        end: '","temperature":',
      }),
  );
  return (out, sensor, index, timeMs, units, isDeviated) => {
    const template = templates[sensor];
    template.setIndex(index);
    template.setTime(timeMs);
    out.append(template.bytes);
    out.appendDecimal(units, decimals);
    out.append(isDeviated ? DEVIATED_END : NORMAL_END);
  };
}
