// Made rows by form: where numbers are spelled as the kernel spells them, it writes all cells between a timestamp and the next.
import type { Range } from '../../model/event.js';
import { Flag, ORIGIN_NAMES, Origin } from '../../model/flag.js';
import { valueIn, wholeIn, type Form, type FormMemory, type FormPart } from '../forms/form-memory.js';
import { createMadeSlots, MadeSlot, uncertaintyParts, type FillMadeSlots } from '../made-slots.js';
import type { CsvLanguage } from './csv-language.js';
import { quoteCell } from './record.js';
import type { CellRole } from './table.js';

/** Beside what a made value fills: the whole milliseconds in an id. */
export const ID_SLOT = MadeSlot.Free;

/** A cell that is not for a form. */
export interface OtherCell {
  readonly other: 'timestamp' | 'observed' | 'reason';
}

/** A stretch of a row: some cells, or one that is not for a form. */
export type RowPiece = Form | OtherCell;

/** The forms of one series in one memory. */
export interface RowForms {
  readonly memory: FormMemory;
  readonly fillSlots: FillMadeSlots;
  /** A filled row at a whole millisecond, to its end. */
  readonly filled: readonly RowPiece[];
  /** What stands behind the log's own cells of a repaired row. */
  readonly added: readonly RowPiece[];
  /** Bytes that the forms of a row take at most. */
  readonly longest: number;
}

/** How the rows of a series are laid out. */
export interface RowLayout {
  readonly delimiter: string;
  /** Of the log's columns, and of those that are added. */
  readonly own: readonly CellRole[];
  readonly added: readonly CellRole[];
  /** Decimals of the series' grid; undefined where it has none. */
  readonly decimals: number | undefined;
  readonly range: Range;
}

/** Puts the forms of a series into a memory. The numbers of its cells must have a decimal point. */
export function compileRowForms(memory: FormMemory, language: CsvLanguage, { delimiter, own, added, decimals, range }: RowLayout): RowForms {
  const { quoted, sensorCell, statusCell, end } = language.csv;
  const uncertainty = uncertaintyParts(memory, range);
  const idCell = quoteCell(`fill:${language.sensor}:`, delimiter);
  const isIdQuoted = idCell.startsWith('"');

  function cell(role: CellRole, origin: Origin): readonly (FormPart | OtherCell)[] {
    switch (role) {
      case 'event_id':
        return [isIdQuoted ? idCell.slice(0, -1) : idCell, wholeIn(ID_SLOT), ...(isIdQuoted ? ['"'] : [])];
      case 'sensor_id':
        return [sensorCell];
      case 'status':
        return [statusCell];
      case 'temperature':
        return [valueIn(MadeSlot.Value, decimals, language.leastDecimals)];
      case 'origin':
        return [ORIGIN_NAMES[origin]];
      case 'flag':
        return [`${Flag.Pass}`];
      case 'timestamp':
        return [{ other: role }];
      case 'observed':
      case 'reason':
        return origin === Origin.Repaired ? [{ other: role }] : [];
      case 'draws':
      case undefined:
        return [];
      default:
        return [uncertainty[role]];
    }
  }

  let longest = 0;
  /** Constant text and gaps as forms, and between them what is none. */
  function pieces(cells: readonly (readonly (FormPart | OtherCell)[])[]): RowPiece[] {
    const all: RowPiece[] = [];
    let parts: FormPart[] = [];
    const close = () => {
      if (parts.length === 0) return;
      const form = memory.form(parts);
      longest += form.longest;
      all.push(form);
      parts = [];
    };
    for (const part of cells.flat()) {
      if (typeof part === 'object' && 'other' in part) {
        close();
        all.push(part);
      } else parts.push(part);
    }
    close();
    return all;
  }

  const filled = [...own, ...added].map((role, k) => {
    const quote = quoted[k] && (role === 'temperature' || role === 'timestamp') ? ['"'] : [];
    return [...(k > 0 ? [delimiter] : []), ...quote, ...cell(role, Origin.Filled), ...quote];
  });
  return {
    memory,
    fillSlots: createMadeSlots(memory, (method) => quoteCell(method, delimiter)),
    filled: pieces([...filled, [end]]),
    added: pieces(added.map((role) => [delimiter, ...cell(role, Origin.Repaired)])),
    longest,
  };
}
