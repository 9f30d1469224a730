// In which format a series leaves: the one that was asked for, that its name says, or that of its log.
import { createTableWriter, cleanColumns, createJsonWriter } from '../io/convert-lines.js';
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { formatOf } from '../io/format-of.js';
import type { CleanOptions, LineWriter } from '../io/line-format.js';
import type { Log } from '../io/log.js';
import { formatOfName, type LogFormat } from '../io/open-event-log.js';
import { scanLog } from '../io/scan.js';
import { rawLine } from '../model/batch.js';
import { SeriesTable } from '../model/series.js';

/** The format of an output: as asked for, by its name, or that of the log. */
export function outputFormatOf(name: string | undefined, asked: LogFormat | undefined, options: Pick<DecodeOptions, 'csv'>): LogFormat {
  return asked ?? (name === undefined ? undefined : formatOfName(name)) ?? formatOfLog(options);
}

/** Writes the lines of a log as they came, or in another format; for a table all lines are read once for their names. */
export async function originalsWriter(log: Log, options: DecodeOptions, to: LogFormat): Promise<LineWriter> {
  const format = formatOf(options);
  if (to === formatOfLog(options)) return format.originals;
  return to === 'jsonl' ? createJsonWriter(format, { annotate: false }) : createTableWriter(format, await namesIn(log, options), { annotate: false });
}

/** The same for a clean series. */
export async function cleanWriter(log: Log, options: DecodeOptions, clean: CleanOptions, to: LogFormat): Promise<LineWriter> {
  const format = formatOf(options);
  if (to === formatOfLog(options)) return format.cleanWriter(clean);
  if (to === 'jsonl') return createJsonWriter(format, clean);
  return createTableWriter(format, cleanColumns(await namesIn(log, options), clean.draws > 0), clean);
}

function formatOfLog({ csv }: Pick<DecodeOptions, 'csv'>): LogFormat {
  return csv ? 'csv' : 'jsonl';
}

/** The names of all members of the events of a log, in the order in which they are met. O(bytes). */
async function namesIn(log: Log, options: DecodeOptions): Promise<string[]> {
  const { readMembers } = formatOf(options);
  const names = new Set<string>();
  const { decode } = createDecoder(options, new SeriesTable(), { lends: true });
  for await (const { decoded: { batch } } of scanLog(log, decode, { maxLineBytes: options.maxLineBytes })) {
    for (let i = 0; i < batch.count; i++) for (const [name] of readMembers(rawLine(batch, i))) names.add(name);
  }
  return [...names];
}
