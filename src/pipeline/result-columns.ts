// The columns of a calculation's results in CSV: a table has one header, so all results must have the same fields.
import { formatRecord, parseRecord, type Cell } from '../io/csv/record.js';
import { TelemendError } from '../model/errors.js';

/** Makes rows of results. The fields of the first one are the columns; with `header`, those that stand there already. */
export class ResultColumns {
  #names: readonly string[] | undefined;

  /** @param header the first line of a view that stands */
  constructor(header = '') {
    this.#names = header === '' ? undefined : parseRecord(header.trimEnd(), ',');
  }

  /** The header line; empty as long as there was no result. */
  get header(): string {
    return this.#names ? `${formatRecord(this.#names)}\n` : '';
  }

  /**
   * The row of a result, with its newline.
   *
   * @param whose the key of the row, which an error names
   * @throws TelemendError `bad-input` where a field is neither text, number, truth value nor null, or the fields are not those of the others.
   */
  row(result: Readonly<Record<string, unknown>>, whose: string): string {
    const names = Object.keys(result);
    const columns = (this.#names ??= names);
    if (names.length !== columns.length || names.some((name, i) => name !== columns[i])) {
      throw failure(`the calculation gave other fields than before (${whose}): ${names.join(', ')} instead of ${columns.join(', ')}`, {
        hint: 'give all rows the same fields in the same order, null where there is nothing to say; JSON lines need no such thing',
      });
    }
    return `${formatRecord(names.map((name) => cellOf(name, result[name], whose)))}\n`;
  }
}

function cellOf(name: string, value: unknown, whose: string): Cell {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  throw failure(`the calculation gave a ${Array.isArray(value) ? 'list' : typeof value} as ${name} (${whose}), which is no cell of a table`, {
    hint: 'give each part a field of its own, or write JSON lines',
  });
}

function failure(message: string, options: { readonly hint: string }): TelemendError {
  return new TelemendError('bad-input', message, options);
}
