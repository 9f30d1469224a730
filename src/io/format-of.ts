// The one place where formats are told apart.
import type { DecodeOptions } from './decode.js';
import { jsonlFormat } from './jsonl-format.js';
import type { LineFormat } from './line-format.js';

/** The format of a log that is read with these options. */
export function formatOf(options: DecodeOptions): LineFormat {
  return jsonlFormat(options);
}
