// `--annotate`: origin and flag at the end of every line, for tools that want the same columns everywhere.
import { ORIGIN_NAMES, Origin, type Flag } from '../model/flag.js';
import { isSpace } from './json-spans.js';

const CLOSE_BRACE = 0x7d;
const LONGEST_ANNOTATION = 64;

/**
 * The line with origin and flag before its closing brace. Lines that end with this annotation are returned as they are, one with
 * another flag gets the new one; synthetic lines say both already. O(length).
 *
 * @param rawLine an object with one member at least, as every event is
 */
export function annotate(rawLine: Buffer, origin: Origin, flag: Flag): Buffer {
  if (origin !== Origin.Observed) return rawLine;
  const brace = rawLine.lastIndexOf(CLOSE_BRACE);
  const old = annotationStart(rawLine);
  if (old >= 0 && rawLine[lastNonSpace(rawLine, brace)] === 0x30 + flag) return rawLine;
  const annotation = `,"origin":"${ORIGIN_NAMES[origin]}","flag":${flag}`;
  const end = old < 0 ? lastNonSpace(rawLine, brace) + 1 : old;
  return Buffer.concat([rawLine.subarray(0, end), Buffer.from(annotation), rawLine.subarray(brace)]);
}

/** Where the annotation that ends a line begins (at its comma), or -1. Reads the end of the line only. */
export function annotationStart(rawLine: Buffer): number {
  const brace = rawLine.lastIndexOf(CLOSE_BRACE);
  const last = rawLine[lastNonSpace(rawLine, brace)] - 0x30;
  if (!(last >= 0 && last <= 9)) return -1;
  const tailStart = Math.max(0, brace - LONGEST_ANNOTATION);
  const found = /,\s*"origin"\s*:\s*"observed"\s*,\s*"flag"\s*:\s*\d\s*$/.exec(rawLine.toString('latin1', tailStart, brace));
  return found ? tailStart + found.index : -1;
}

function lastNonSpace(bytes: Buffer, end: number): number {
  let at = end - 1;
  while (isSpace(bytes[at])) at--;
  return at;
}
