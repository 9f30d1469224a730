// JSONL, a JSON object a line, as a format: puts together what decodes, learns and writes it.
import { annotate } from './annotate.js';
import { createJsonlDecoder, type DecodeOptions } from './decode.js';
import { createEncoder } from './encode.js';
import { readJson } from './field-census.js';
import { createGridEncoder } from './grid-encoder.js';
import { MemberCursor, findMember, type Span } from './json-spans.js';
import { learnLanguage, type JsonLanguage } from './language.js';
import type { LineFormat } from './line-format.js';
import { membersOf, respellNumbers } from './members.js';
import { linesOf, writeEach } from './row-writer.js';
import { compileShape } from './scanner/shape.js';

const NOTHING = Buffer.alloc(0);

/** The format of JSONL logs. */
export function jsonlFormat(options: DecodeOptions): LineFormat {
  return {
    createLinesDecoder: (series) => createJsonlDecoder(options, series),
    compileShape: (chunk, start, end) => compileShape(chunk, start, end, options),
    learnLanguage: (lines, values, sensor) => learnLanguage(lines, values, sensor, options),
    speaks: (language) => !('csv' in language),
    createEncoder: (language, range) => createEncoder(language as JsonLanguage, options.fields, range),
    createGridEncoder: (language) => createGridEncoder(language as JsonLanguage),
    originals: { head: NOTHING, linesOf },
    cleanWriter: (clean) => (clean.annotate
      ? { head: NOTHING, linesOf: (batch) => writeEach(batch, annotate) }
      : { head: NOTHING, linesOf, behindRead: NOTHING }),
    readEventId: createIdReader(options.fields.event_id),
    readMembers: (line) => [...membersOf(line)],
    respell: respellNumbers,
    readFields: (line) => JSON.parse(line.toString()) as Record<string, unknown>,
    readLoosely: readJson,
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
