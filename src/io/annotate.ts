// `--annotate`: origin and flag at the end of every line, for tools that want the same columns everywhere.
import { ORIGIN_NAMES, Origin, type Flag } from '../model/flag.js';
import { isSpace } from './json-spans.js';

const CLOSE_BRACE = 0x7d;
const ZERO = 0x30;
const LONGEST_ANNOTATION = 64;

/**
 * The line with origin and flag before its closing brace. Lines that end with this annotation are returned as they are, one with
 * another flag gets the new one; synthetic lines say both already. O(length).
 *
 * @param rawLine an object with one member at least, as every event is
 */
export function annotate(rawLine: Buffer, origin: Origin, flag: Flag): Buffer {
  if (origin !== Origin.Observed) return rawLine;
  const last = lastMemberByte(rawLine);
  const old = annotationStart(rawLine);
  if (old >= 0 && rawLine[last] === ZERO + flag) return rawLine;
  const annotation = Buffer.from(`,"origin":"${ORIGIN_NAMES[origin]}","flag":${flag}`);
  return Buffer.concat([rawLine.subarray(0, old < 0 ? last + 1 : old), annotation, rawLine.subarray(last + 1)]);
}

/** Where the annotation that ends a line begins (at its comma), or -1. Reads the end of the line only. */
export function annotationStart(rawLine: Buffer): number {
  const last = lastMemberByte(rawLine);
  const digit = rawLine[last] - ZERO;
  if (!(digit >= 0 && digit <= 9)) return -1;
  const tailStart = Math.max(0, last + 1 - LONGEST_ANNOTATION);
  const found = /,\s*"origin"\s*:\s*"observed"\s*,\s*"flag"\s*:\s*\d$/.exec(rawLine.toString('latin1', tailStart, last + 1));
  return found ? tailStart + found.index : -1;
}

/** The position of the last byte of the last member: before the closing brace and its white space. */
function lastMemberByte(rawLine: Buffer): number {
  let at = rawLine.lastIndexOf(CLOSE_BRACE) - 1;
  while (isSpace(rawLine[at])) at--;
  return at;
}
