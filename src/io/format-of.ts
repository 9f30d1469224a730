// The one place where formats are told apart.
import { csvFormat } from './csv/csv-format.js';
import type { DecodeOptions } from './decode.js';
import { jsonlFormat } from './jsonl-format.js';
import type { LineFormat } from './line-format.js';

/** The format of a log that is read with these options. */
export function formatOf(options: DecodeOptions): LineFormat {
  return options.csv ? csvFormat(options, options.csv) : jsonlFormat(options);
}
