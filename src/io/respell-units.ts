// Lines whose temperatures leave in another unit than they came in: only the numbers are spelled anew, every other byte stays.
import { rawLine, type Batch } from '../model/batch.js';
import { Origin } from '../model/flag.js';
import { convertDecimal, type TemperatureUnit } from '../model/unit.js';
import type { DecodeOptions } from './decode.js';
import { formatOf } from './format-of.js';
import type { LineWriter, Respelling } from './line-format.js';

const NEWLINE = 0x0a;
const MOST_REMEMBERED = 1 << 14;

/** How the members of lines are spelled anew: of those that were read the temperature alone, of made ones what was said of it too. */
interface Spellings {
  readonly read: ReadonlyMap<string, Respelling>;
  readonly made: ReadonlyMap<string, Respelling>;
}

/**
 * Spells the rows of a batch in a unit; a batch with new lines and the same columns, or the same batch where none has another unit.
 * A microsecond or two a line.
 *
 * @param unitOf the unit of a series, by its number
 */
export function createUnitSpeller(
  options: DecodeOptions, to: TemperatureUnit, unitOf: (series: number) => TemperatureUnit,
): (batch: Batch) => Batch {
  const { respell } = formatOf(options);
  const spellings = new Map<TemperatureUnit, Spellings>();
  const units: TemperatureUnit[] = [];

  function spellingsOf(from: TemperatureUnit): Spellings {
    let known = spellings.get(from);
    if (!known) {
      const reading = remembered((text) => convertDecimal(text, from, to));
      const difference: Respelling = (text) => convertDecimal(text, from, to, 'difference');
      const read: [string, Respelling][] = [[options.fields.temperature, reading]];
      const names = ['mean', 'lo', 'hi', 'observed', 'draws'];
      known = { read: new Map(read), made: new Map([...names.map((name): [string, Respelling] => [name, reading]), ['sd', difference], ...read]) };
      spellings.set(from, known);
    }
    return known;
  }

  return (batch) => {
    const { count } = batch;
    const lines: Buffer[] = [];
    let byteCount = 0;
    let isChanged = false;
    for (let i = 0; i < count; i++) {
      const line = rawLine(batch, i);
      const from = (units[batch.series[i]] ??= unitOf(batch.series[i]));
      const isSame = from === to || Number.isNaN(batch.value[i]);
      isChanged ||= !isSame;
      const { read, made } = spellingsOf(from);
      lines.push(isSame ? line : respell(line, batch.origin[i] === Origin.Observed ? read : made));
      byteCount += lines[i].length + 1;
    }
    if (!isChanged) return batch;
    const bytes = Buffer.allocUnsafe(byteCount);
    const start = new Uint32Array(count);
    const length = new Uint32Array(count);
    let end = 0;
    for (let i = 0; i < count; i++) {
      start[i] = end;
      length[i] = lines[i].length;
      end += lines[i].copy(bytes, end);
      bytes[end++] = NEWLINE;
    }
    return { ...batch, bytes, byteCount, start, length };
  };
}

/** A sensor says the same few hundred numbers again and again. */
function remembered(respell: Respelling): Respelling {
  const known = new Map<string, string>();
  return (text) => {
    let spelled = known.get(text);
    if (spelled === undefined) {
      if (known.size === MOST_REMEMBERED) known.clear();
      known.set(text, (spelled = respell(text)));
    }
    return spelled;
  };
}

/** A writer of batches that are spelled in another unit before. */
export function inUnit(writer: LineWriter, spelled: (batch: Batch) => Batch): LineWriter {
  return { ...writer, behindRead: undefined, linesOf: (batch) => writer.linesOf(spelled(batch)) };
}
