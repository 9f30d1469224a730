// In which format a series leaves: the one that was asked for, that its name says, or that of its log.
import { createTableWriter, cleanColumns, createJsonWriter } from '../io/convert-lines.js';
import { ADDED_COLUMNS } from '../io/csv/table.js';
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { formatOf } from '../io/format-of.js';
import type { CleanOptions, LineWriter } from '../io/line-format.js';
import { createUnitSpeller, inUnit } from '../io/respell-units.js';
import type { Log } from '../io/log.js';
import { delimiterOfName, formatOfName, type LogFormat } from '../io/open-event-log.js';
import { scanLog } from '../io/scan.js';
import { rawLine, type Batch } from '../model/batch.js';
import { SeriesTable } from '../model/series.js';
import { unitOf, type UnitOptions } from '../validate/check-rules.js';

/** The format of an output: as asked for, by its name, or that of the log. */
export function outputFormatOf(name: string | undefined, asked: LogFormat | undefined, options: Pick<DecodeOptions, 'csv'>): LogFormat {
  return asked ?? (name === undefined ? undefined : formatOfName(name)) ?? formatOfLog(options);
}

/** The rows of batches in the unit that was asked for; undefined where none was. `idOf` is asked once batches come. */
export function unitSpeller(options: DecodeOptions & UnitOptions, idOf: (series: number) => string): ((batch: Batch) => Batch) | undefined {
  const { unit = 'C', outputUnit, series = [] } = options;
  const isSame = outputUnit === unit && !series.some((rule) => rule.unit);
  return isSame ? undefined : outputUnit && createUnitSpeller(options, outputUnit, (series) => unitOf(options, idOf(series)));
}

/** A writer in the unit that was asked for. */
export function writerInUnit(writer: LineWriter, options: DecodeOptions & UnitOptions, idOf: (series: number) => string): LineWriter {
  const spelled = unitSpeller(options, idOf);
  return spelled ? inUnit(writer, spelled) : writer;
}

/** What is written: the format of its lines, and the name that may say what stands between the cells of a table. */
export interface WrittenAs {
  readonly to: LogFormat;
  readonly name?: string;
}

/** Writes the lines of a log as they came, or in another format; for a table all lines are read once for their names. */
export async function originalsWriter(log: Log, options: DecodeOptions, written: WrittenAs): Promise<LineWriter> {
  return written.to === formatOfLog(options) ? formatOf(options).originals : convertingWriter(log, options, written, []);
}

/** The same for a log that is laid on a grid, with the columns that this adds. A wide table has no place for them. */
export async function gridWriter(log: Log, options: DecodeOptions, added: readonly string[], written: WrittenAs): Promise<LineWriter> {
  const format = formatOf(options);
  if (written.to !== formatOfLog(options)) return convertingWriter(log, options, written, added);
  return options.csv && !options.csv.wide ? format.cleanWriter(PLAIN) : format.originals;
}

const PLAIN: CleanOptions = { annotate: false, draws: 0 };

async function convertingWriter(log: Log, options: DecodeOptions, { to, name = '' }: WrittenAs, added: readonly string[]): Promise<LineWriter> {
  const format = formatOf(options);
  if (to === 'jsonl') return createJsonWriter(format, PLAIN);
  return createTableWriter(format, cleanColumns(await namesIn(log, options), added, false), PLAIN, delimiterOfName(name));
}

/** The same for a clean series; `added` are the columns that it has beside those of its log. */
export async function cleanWriter(log: Log, options: DecodeOptions, clean: CleanOptions, { to, name = '' }: WrittenAs, added: readonly string[] = ADDED_COLUMNS): Promise<LineWriter> {
  const format = formatOf(options);
  if (to === formatOfLog(options)) return format.cleanWriter(clean);
  if (to === 'jsonl') return createJsonWriter(format, clean);
  return createTableWriter(format, cleanColumns(await namesIn(log, options), added, clean.draws > 0), clean, delimiterOfName(name));
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
