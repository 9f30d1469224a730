// Writes the events of a simulated log: JSON exactly as JSON.stringify would spell it, or rows of a table.
import { LineTemplate } from './line-template.js';
import type { LogSpelling } from './log-spelling.js';
import type { TextBuffer } from './text-buffer.js';

/** Writes one event and its newline. */
export type EventLineWriter = (out: TextBuffer, sensor: number, index: number, timeMs: number, units: number, isDeviated: boolean) => void;

/** A writer for the sensors of these ids (which need no escaping), with readings numbered in `indexDigits` digits. */
export function createEventLineWriter(sensorIds: readonly string[], indexDigits: number, decimals: number, spelling: LogSpelling): EventLineWriter {
  const { start, middle, beforeValue: end } = spelling;
  const [normalEnd, deviatedEnd] = [spelling.normalEnd, spelling.deviatedEnd].map((text) => Buffer.from(text));
  const templates = sensorIds.map((id) => new LineTemplate({ start: start(id), indexDigits, middle: middle(id), end }));
  return (out, sensor, index, timeMs, units, isDeviated) => {
    const template = templates[sensor];
    template.setIndex(index);
    template.setTime(timeMs);
    out.append(template.bytes);
    out.appendDecimal(units, decimals);
    out.append(isDeviated ? deviatedEnd : normalEnd);
  };
}
