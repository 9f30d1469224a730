// JSONL, a JSON object a line, as a format: puts together what decodes, learns and writes it.
import { annotate } from './annotate.js';
import { createJsonlDecoder, type DecodeOptions } from './decode.js';
import { createEncoder } from './encode.js';
import { MemberCursor, findMember, type Span } from './json-spans.js';
import { learnLanguage } from './language.js';
import type { LineFormat } from './line-format.js';
import { compileShape } from './scanner/shape.js';

/** The format of JSONL logs. */
export function jsonlFormat(options: DecodeOptions): LineFormat {
  return {
    createLinesDecoder: (series) => createJsonlDecoder(options, series),
    compileShape: (chunk, start, end) => compileShape(chunk, start, end, options),
    learnLanguage: (lines, values, sensor) => learnLanguage(lines, values, sensor, options),
    createEncoder,
    annotate,
    readEventId: createIdReader(options.fields.event_id),
    readFields: (line) => JSON.parse(line.toString()) as Record<string, unknown>,
  };
}

/** Reads the event id of a line as it is spelled, since a double could not tell long numbers apart. */
function createIdReader(eventIdField: string): LineFormat['readEventId'] {
  const cursor = new MemberCursor();
  const span: Span = { start: 0, end: 0 };
  const name = Buffer.from(eventIdField);
  return (line) => {
    if (!findMember(cursor, line, 0, name, span)) return undefined;
    const text = line.toString('utf8', span.start, span.end);
    if (text === 'null') return undefined;
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  };
}
