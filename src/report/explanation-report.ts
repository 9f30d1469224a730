// What `explain` tells people of an instant: what stands there now, what stood there before, and why.
import { formatDuration } from '../model/duration.js';
import { preview } from '../model/preview.js';
import { printable } from './printable.js';

const VALUE_CHARACTERS = 200;

/** A line and where it stands. */
interface FoundLine {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
  readonly raw: string;
}

/** What a line of the clean series says of itself. */
interface CleanLine {
  readonly origin: string;
  readonly made?: Readonly<Record<string, unknown>>;
  readonly failed?: readonly string[];
}

/** What is known of an instant of one series; entries of the audit as they are written. */
export interface ExplainedInstant {
  readonly sensorId: string;
  readonly clean?: FoundLine & CleanLine;
  readonly originals?: readonly FoundLine[];
  readonly absent?: readonly string[];
  readonly audit?: readonly Readonly<Record<string, unknown>>[];
}

/** The report of one series, a newline behind each line. `instant` is the instant as it is to be shown. */
export function explanationReport({ sensorId, clean, originals, absent = [], audit }: ExplainedInstant, instant: string): string {
  const lines = [`${sensorId} at ${instant}: ${clean ? clean.origin : 'not in the clean series'}`];
  if (clean) lines.push(`  now       ${placed(clean)}`, ...madeLines(clean));
  if (originals?.length === 0 && absent.length === 0) lines.push('  original  none: no line of the log is of this instant');
  for (const original of originals ?? []) lines.push(`  original  ${placed(original)}`);
  if (originals === undefined) lines.push('  original  the log is not there any more; the audit has the lines that were replaced');
  else for (const name of absent) lines.push(`  original  perhaps more: ${name} is not there any more`);
  for (const entry of audit ?? []) lines.push(`  ${show(entry.kind).padEnd(8)}  ${entryText(entry)}`);
  if (audit === undefined) lines.push('  audit     not there');
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function placed({ file, line, offset, raw }: FoundLine): string {
  return `${file} line ${line}, byte ${offset}: ${raw}`;
}

/** How a synthetic event was made, or that a failed one was kept. */
function madeLines({ made, failed }: CleanLine): string[] {
  if (failed) return [`  failed    ${failed.join(', ')}: kept`];
  // A cell of a wide table says no more than that it was made.
  if (made?.method === undefined) return [];
  const { method, mean, sd, lo, hi, observed, reason } = made;
  const before = observed === undefined ? [] : [`  failed    ${show(reason)}: the reading was ${show(observed)}`];
  return [...before, `  model     ${show(method)}: mean ${round(mean)}, sd ${round(sd)}, 90 % between ${round(lo)} and ${round(hi)}`];
}

function entryText(entry: Readonly<Record<string, unknown>>): string {
  const { kind, file, line, offset, raw } = entry;
  const where = file === undefined ? '' : `; ${placed({ file: show(file), line: Number(line), offset: Number(offset), raw: show(raw) })}`;
  switch (kind) {
    case 'void': {
      const { after, before, instants, skipped, filled, repaired, cadenceMs, left, method } = entry;
      const cadence = typeof cadenceMs === 'number' ? `, cadence ${formatDuration(cadenceMs)}` : '';
      const outcome = left === undefined ? `${show(filled)} filled and ${show(repaired)} repaired by ${show(method)}` : `left: ${because(left, entry)}`;
      return `from ${bound(after)} to ${bound(before)}: ${instants === 1 ? '1 instant' : `${show(instants)} instants`}, ${show(skipped)} without a line${cadence}; ${outcome}`;
    }
    case 'repair': return `failed ${names(entry.reasons)}: ${show(entry.observed)} became ${show(entry.temperature)}${where}`;
    case 'drop': return `failed ${names(entry.reasons)}: ${show(entry.observed)} was left out (${because(entry.because, entry)})${where}`;
    case 'missing': return `a reading of null, ${entry.filled === true ? 'filled' : 'not filled'}${where}`;
    case 'cadence': return `changed from ${formatDuration(Number(entry.fromCadenceMs))} to ${formatDuration(Number(entry.toCadenceMs))}`;
    default: {
      const kept = entry.kept as { readonly file: string; readonly line: number } | undefined;
      return `${kind === 'duplicate' ? 'the same reading as' : 'gave way to'} ${kept?.file} line ${kept?.line}${where}`;
    }
  }
}

/** Why something was left, with the reason of its maintenance window. */
function because(word: unknown, { maintenance }: Readonly<Record<string, unknown>>): string {
  return maintenance === undefined ? show(word) : `${show(word)}: ${show(maintenance)}`;
}

function bound(text: unknown): string {
  return text === null ? 'the edge' : show(text);
}

function names(reasons: unknown): string {
  return Array.isArray(reasons) ? reasons.join(', ') : show(reasons);
}

function round(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : show(value);
}

/** Whatever a file may hold where a text or a number should be. */
function show(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? 'nothing' : preview(value, VALUE_CHARACTERS);
}
