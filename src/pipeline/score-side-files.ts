// What a score reads, second: what lies beside a clean series, its audit and its dead letters.
import { readJsonLines } from '../io/json-lines.js';
import type { Log } from '../io/log.js';
import { TelemendError } from '../model/errors.js';
import { parseInstantArgument } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { number, type ScoreItem } from './score-input.js';

/** A line that the audit tells of. */
export interface AuditItem extends ScoreItem {
  readonly kind: 'audit';
  readonly what: 'drop' | 'duplicate' | 'conflict';
  readonly reasons: readonly string[];
}

/** The lines of an audit that a score needs, of series that the table knows by then. */
export async function* readAudit(log: Log, table: SeriesTable): AsyncGenerator<AuditItem[], void> {
  for await (const lines of readJsonLines(log)) {
    const items: AuditItem[] = [];
    for (const { line, object } of lines) {
      const { kind, sensor_id: sensorId, timestamp, reasons } = object;
      if (kind !== 'drop' && kind !== 'duplicate' && kind !== 'conflict') continue;
      const instant = parseInstantArgument(String(timestamp));
      const names = Array.isArray(reasons) ? (reasons as string[]) : [];
      items.push({ kind: 'audit', ...instant, series: table.indexOf(String(sensorId)), line, what: kind, reasons: names });
    }
    yield items;
  }
}

/** A set of line numbers, a bit each. */
export class LineSet {
  #bits = new Uint8Array(1024);

  add(line: number): void {
    const byte = line >>> 3;
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(2 * byte);
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[byte] |= 1 << (line & 7);
  }

  has(line: number): boolean {
    return ((this.#bits[line >>> 3] ?? 0) & (1 << (line & 7))) !== 0;
  }
}

/** The line numbers of dead letters. @throws TelemendError `bad-input` where they are of several files, since a truth numbers the lines of one. */
export async function readDeadLines(log: Log): Promise<LineSet> {
  const dead = new LineSet();
  let first: unknown;
  for await (const lines of readJsonLines(log)) {
    for (const { object } of lines) {
      first ??= object.file;
      if (object.file !== first) {
        throw new TelemendError('bad-input', `${log.files[0].name} is of several files, ${String(first)} and ${String(object.file)}`, {
          hint: 'an answer sheet is of one log: recover that one alone, or leave --dead out',
        });
      }
      dead.add(number(object.line));
    }
  }
  return dead;
}
