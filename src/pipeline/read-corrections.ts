// Reads a file of corrections, and learns from it what rows are known by.
import { createKeyReader, type KeySpec, type RowKey } from '../io/key-reader.js';
import { isObjectText, membersOf, membersOfText } from '../io/members.js';
import { readText } from '../io/read-text.js';
import { TelemendError } from '../model/errors.js';
import { encodeMembers, readCorrection, type Correction } from '../reconcile/correction.js';
import { kindOf } from '../reconcile/value.js';
import { CorrectionBook } from './correction-book.js';
import { timeFieldOf } from './infer-key.js';

export interface Corrections {
  readonly book: CorrectionBook;
  /** Undefined where there are none. */
  readonly spec: KeySpec | undefined;
}

/** Numbers from here on are taken for nanoseconds, so that those of any unit are told apart exactly and in order. */
const NANOSECONDS_FROM = 1e14;

/**
 * The corrections of a file, `-` for stdin. Memory: half a kilobyte each.
 *
 * @throws TelemendError `bad-input` with file and line where a line is no correction, or two are about one row.
 */
export async function readCorrections(path: string): Promise<Corrections> {
  const book = new CorrectionBook();
  let spec: KeySpec | undefined;
  let readKey: ReturnType<typeof createKeyReader> | undefined;
  for (const [i, text] of (await readText(path)).split('\n').entries()) {
    if (text.trim() === '') continue;
    const refuse = (what: string, hint?: string) => new TelemendError('bad-input', `${path}, line ${i + 1}: ${what}`, { file: path, line: i + 1, hint });
    if (!isObjectText(text)) throw refuse('is no correction: not an object of JSON', 'give the file that telemend reconcile wrote');
    let correction: Correction;
    try {
      correction = readCorrection(membersOf(Buffer.from(text)), membersOfText);
    } catch (error) {
      throw error instanceof TelemendError ? refuse(error.message, error.hint) : error;
    }
    spec ??= specOf(correction);
    readKey ??= createKeyReader(spec);
    const key: RowKey = { timeMs: 0, timeNs: 0, text: '' };
    const bytes = Buffer.from(encodeMembers(correction.key));
    if (readKey(bytes, 0, bytes.length, key)) throw refuse(`its key is not made of ${spec.fields.join(', ')}, as that of the first`);
    const rival = book.add(correction, key, i + 1);
    if (rival) throw refuse(`is about the same row as line ${rival.line}`);
  }
  return { book, spec };
}

/** Only which keys are the same and which comes first matters here, so unit and zone need not be known. */
function specOf({ key }: Correction): KeySpec {
  const fields = [...key.keys()];
  const time = timeFieldOf(fields, key, true);
  const value = time === undefined ? '' : key.get(time)!;
  const isLarge = time !== undefined && kindOf(value) === 'number' && Math.abs(Number(value)) >= NANOSECONDS_FROM;
  return { fields, time, timeUnit: isLarge ? 'ns' : 'ms', assumeUtc: true, defaultSensor: 'sensor' };
}
