// What a reconciliation makes of each row: counted, compared, and turned into a correction where it differs.
import { keyTextOf, type KeySpec, type RowKey } from '../io/key-reader.js';
import type { MemberMatcher } from '../io/member-matcher.js';
import { TelemendError } from '../model/errors.js';
import { compareRows, type CompareOptions } from '../reconcile/compare-rows.js';
import { correctionText, encodeCorrection, encodeMembers, type Correction } from '../reconcile/correction.js';
import { DifferenceTally, type FieldDifference } from '../reconcile/difference-tally.js';
import { EXACT, isSameValue, kindOf, type Members } from '../reconcile/value.js';
import type { Sides } from './keyed-side.js';
import type { ReconcileOptions } from './reconcile-options.js';
import type { JoinSink, PairLines } from './join-sink.js';
import { createRowFilter, type RowFilter } from './row-windows.js';

/** How many rows are what. */
export interface ReconcileCounts {
  /** Rows of both sides that need nothing. */
  equal: number;
  insert: number;
  update: number;
  delete: number;
  /** Rows that differ but lie outside of the bounds. */
  outside: number;
}

/** Where corrections go: `restart` takes back what was written. */
export interface CorrectionSink {
  write(lines: Buffer): Promise<void>;
  restart(): Promise<void>;
}

const PIECE_CHARACTERS = 2 ** 18;
const NONE: Members = new Map();

/** Takes the rows of a join. Memory: some lines, and a few numbers a field. */
export class RowReconciler implements JoinSink {
  readonly counts: ReconcileCounts = { equal: 0, insert: 0, update: 0, delete: 0, outside: 0 };
  readonly #sides: Sides;
  readonly #spec: KeySpec;
  readonly #options: ReconcileOptions;
  readonly #sink: CorrectionSink;
  readonly #compare: CompareOptions;
  readonly #isWithin: RowFilter | undefined;
  readonly #tally: DifferenceTally;
  /** The fields of the key, as bytes and as JSON. */
  readonly #keyNames: readonly (readonly [name: Buffer, json: string])[];
  #identical = 0;
  #firstPair: PairLines | undefined;
  #lines = '';

  constructor(sides: Sides, spec: KeySpec, options: ReconcileOptions, sink: CorrectionSink) {
    this.#sides = sides;
    this.#spec = spec;
    this.#options = options;
    this.#sink = sink;
    const keys = new Set(spec.fields);
    const { fields, tolerances = new Map() } = options;
    this.#compare = { keys, fields, tolerances, isTyped: sides.recomputed.rows.isTyped && sides.existing.rows.isTyped };
    this.#isWithin = createRowFilter(options);
    this.#keyNames = spec.fields.map((name) => [Buffer.from(name), JSON.stringify(name)]);
    this.#tally = new DifferenceTally((field) => keys.has(field) || fields?.includes(field) === false);
  }

  get differences(): FieldDifference[] {
    return this.#tally.differences();
  }

  same(rows: number): void {
    this.#identical += rows;
    this.counts.equal += rows;
  }

  pair(recomputedLine: Buffer, existingLine: Buffer, key: RowKey, lines: PairLines): string | undefined {
    this.#firstPair ??= lines;
    const recomputed = this.#sides.recomputed.rows.membersOf(recomputedLine);
    const existing = this.#sides.existing.rows.membersOf(existingLine);
    const differing = compareRows(recomputed, existing, this.#compare);
    if (!Array.isArray(differing)) {
      return `${differing.field} is ${KIND_TEXT[kindOf(differing.recomputed)]} here, ${KIND_TEXT[kindOf(differing.existing)]} there`;
    }
    const keyMembers = pick(existing, this.#spec.fields);
    if (this.#spec.time === undefined) refuseHashCollision(recomputed, keyMembers);
    this.#tally.add(recomputed, existing, differing, () => encodeMembers(keyMembers));
    if (differing.length === 0) this.counts.equal++;
    else if (this.#wants(key, existing)) this.#put('update', keyMembers, pick(existing, differing), pick(recomputed, differing));
    return undefined;
  }

  pairInOneNumber(pair: MemberMatcher): boolean {
    const field = pair.differingField;
    const { keys, fields, tolerances } = this.#compare;
    // The first pair is for finish to look at; and fields are told in the order in which whole rows have them.
    if (this.#firstPair === undefined || this.#isWithin || keys.has(field)) return false;
    const isCompared = fields?.includes(field) !== false;
    if (isCompared && !this.#tally.knows(field)) return false;
    const [recomputed, existing] = pair.differingValues;
    const isEqual = !isCompared || isSameValue(recomputed, existing, tolerances.get(field) ?? tolerances.get('*') ?? EXACT);
    const keyText = () => this.#keyText(pair);
    this.#tally.addAlike(isEqual ? undefined : { field, recomputed: Number(recomputed), existing: Number(existing) }, keyText);
    if (isEqual) this.counts.equal++;
    else {
      const name = JSON.stringify(field);
      this.#putLine('update', correctionText('update', keyText(), `{${name}:${existing}}`, `{${name}:${recomputed}}`));
    }
    return true;
  }

  #keyText(pair: MemberMatcher): string {
    let text = '';
    for (const [name, json] of this.#keyNames) {
      const value = pair.valueOf(name);
      if (value !== undefined) text += `${text === '' ? '' : ','}${json}:${value}`;
    }
    return `{${text}}`;
  }

  onlyRecomputed(line: Buffer, key: RowKey): void {
    const row = this.#sides.recomputed.rows.membersOf(line);
    if (this.#wants(key, row)) this.#put('insert', pick(row, this.#spec.fields), NONE, row);
  }

  onlyExisting(line: Buffer, key: RowKey): void {
    const row = this.#sides.existing.rows.membersOf(line);
    if (this.#wants(key, row)) this.#put('delete', pick(row, this.#spec.fields), row, NONE);
  }

  async flush(): Promise<void> {
    if (this.#lines.length >= PIECE_CHARACTERS) await this.#write();
  }

  /** Has the last say, once all rows are through. @throws TelemendError `bad-input` where the two files are not of one kind. */
  async finish(): Promise<void> {
    const { recomputed, existing } = this.#sides;
    if (this.#firstPair === undefined && this.#identical === 0) {
      throw new TelemendError('bad-input', `no key of ${recomputed.name} is in ${existing.name}`, {
        file: existing.name,
        line: 1,
        hint: `nothing was written: compare line 1 of both, and see --key (now ${this.#spec.fields.join(',')}) and --time-unit`,
      });
    }
    await this.#refuseOtherFields();
    await this.#write();
  }

  /** Where next to no row is the same on both sides, the cause may be one that corrections would only cover up. */
  async #refuseOtherFields(): Promise<void> {
    const missing = this.#identical === 0 && this.#options.fields === undefined ? this.#tally.missingField() : undefined;
    const units = this.#tally.unitMismatch(this.#identical);
    if (missing === undefined && units === undefined) return;
    const lines = await this.#firstPair!();
    const side = missing?.missingIn ?? 'existing';
    const { name } = this.#sides[side];
    if (missing !== undefined) {
      const other = side === 'existing' ? 'recomputed' : 'existing';
      throw new TelemendError(
        'bad-input',
        `${name}, line ${lines[side]}: it has no ${missing.field}, and neither has any other row; ${this.#sides[other].name} has (line ${lines[other]})`,
        { file: name, line: lines[side], hint: 'nothing was written: compare the fields that both have with --fields A,B' },
      );
    }
    throw new TelemendError('bad-input', `${name}, line ${lines[side]}: ${units!.field} looks like another unit: ${units!.text}`, {
      file: name,
      line: lines[side],
      hint: 'nothing was written: bring both files to one unit, or leave the field out with --fields A,B',
    });
  }

  #wants(key: RowKey, members: Members): boolean {
    const wanted = this.#isWithin?.(key, members) ?? true;
    if (!wanted) this.counts.outside++;
    return wanted;
  }

  #put(op: Correction['op'], key: Members, old: Members, next: Members): void {
    this.#putLine(op, encodeCorrection({ op, key, old, new: next }));
  }

  #putLine(op: Correction['op'], correction: string): void {
    this.counts[op]++;
    this.#lines += `${correction}\n`;
  }

  async #write(): Promise<void> {
    await this.#sink.write(Buffer.from(this.#lines));
    this.#lines = '';
  }
}

const KIND_TEXT = { number: 'a number', text: 'text', boolean: 'true or false', null: 'null', structure: 'an object or a list' } as const;

/** Without an instant, keys are ordered by a hash of 64 bits, and two of them could have the same. */
function refuseHashCollision(recomputed: Members, key: Members): void {
  for (const [name, value] of key) {
    const other = recomputed.get(name);
    if (other === undefined || isSameValue(other, value) || keyTextOf(other) === keyTextOf(value)) continue;
    throw new TelemendError('internal', `the keys ${name} = ${other} and ${value} cannot be told apart`);
  }
}

function pick(members: Members, names: readonly string[]): Members {
  const picked = new Map<string, string>();
  for (const name of names) {
    const value = members.get(name);
    if (value !== undefined) picked.set(name, value);
  }
  return picked;
}
