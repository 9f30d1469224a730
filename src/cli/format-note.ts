// What to say where a log is read with names or units that are not its own: the options that would have read it.
import { DECODE_DEFAULTS } from '../io/decode.js';
import { takeCensus } from '../io/field-census.js';
import { formatOf } from '../io/format-of.js';
import { guessFormat } from '../io/guess-format.js';
import type { Log } from '../io/log.js';
import { sampleLines } from '../io/sample-lines.js';
import { withDefaults } from '../model/defaults.js';
import { OWN_FIELD_NAMES } from '../model/event.js';
import type { ReadOptions } from '../pipeline/options.js';
import { nearestWord } from '../report/nearest-word.js';
import { shellCommand } from '../report/shell-command.js';
import { note } from './notes.js';

/** Notes where a field that is needed is in no line, where times have no zone, or where they are in another unit. @returns whether it did. */
export async function noteFormat(log: Log, options: ReadOptions): Promise<boolean> {
  const { fields = OWN_FIELD_NAMES, timeUnit, assumeUtc, timezone, timeFormat } = options;
  const census = takeCensus(await sampleLines(log), formatOf(withDefaults(DECODE_DEFAULTS, options)).readLoosely);
  const names = census.fields.map(({ name }) => name);
  if (names.length === 0) return false;
  const guess = guessFormat(census);
  const absent = (['timestamp', 'temperature'] as const).filter((field) => !names.includes(fields[field]));
  const meant = absent.flatMap((field) => {
    // A name that was given is a slip of the keyboard more often than not.
    const given = fields[field] === OWN_FIELD_NAMES[field] ? undefined : nearestWord(fields[field], names);
    const name = given ?? guess.fields[field] ?? (names.includes(field) ? field : undefined);
    return name === undefined ? [] : [`${field}=${name}`];
  });
  const unit = timeUnit === undefined ? guess.timeUnit : undefined;
  const zone = assumeUtc || timezone !== undefined || timeFormat !== undefined ? undefined : guess.assumeUtc;
  const words = [
    ...(meant.length > 0 ? ['--field', meant.join(',')] : []), ...(unit ? ['--time-unit', unit] : []), ...(zone ? ['--assume-utc'] : []),
  ];
  const hint = words.length > 0 ? `did you mean ${shellCommand(words)}?` : `the fields are ${names.slice(0, 12).join(', ')}; telemend inspect LOG shows more`;
  const local = zone ? ' Of local times: --timezone with their zone' : '';
  if (absent.length > 0) note(`no field ${absent.map((field) => fields[field]).join(', no field ')}`, hint);
  else if (zone) note(`the times of ${fields.timestamp} have no zone`, hint + local);
  else if (unit) note(`the times of ${fields.timestamp} look like ${unit}, and were read as ms`, hint);
  return absent.length > 0 || Boolean(zone) || unit !== undefined;
}
