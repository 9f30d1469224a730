// --tolerance: how far fields may differ, as it is written on the command line.
import { TelemendError } from '../model/errors.js';
import type { Tolerance } from '../reconcile/value.js';
import { parseNumber } from './values.js';

/**
 * `mean=0.01,max=1%,sd=0.01+1%,*=1e-9`: absolute, relative to the existing value, or the sum of both. Added to what earlier ones said.
 *
 * @throws TelemendError `usage` that says how it is written.
 * @example
 * parseTolerances('mean=0.01+1%').get('mean'); // { absolute: 0.01, relative: 0.01 }
 */
export function parseTolerances(text: string, earlier: ReadonlyMap<string, Tolerance> = new Map()): ReadonlyMap<string, Tolerance> {
  const tolerances = new Map(earlier);
  for (const item of text.split(',')) {
    const equals = item.lastIndexOf('=');
    if (equals < 1) throw unusable(item);
    let [absolute, relative] = [0, 0];
    for (const part of item.slice(equals + 1).split(/(?<![eE])\+/)) {
      const size = parseNumber(part.replace(/%$/, ''));
      if (size < 0) throw unusable(item);
      if (part.endsWith('%')) relative += size / 100;
      else absolute += size;
    }
    tolerances.set(item.slice(0, equals), { absolute, relative });
  }
  return tolerances;
}

function unusable(item: string): TelemendError {
  return new TelemendError('usage', `"${item}" is not a tolerance`, { hint: 'write FIELD=0.01, FIELD=1% or FIELD=0.01+1%; * for all others' });
}
