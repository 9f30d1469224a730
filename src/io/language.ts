// How a series spells its events as JSON, learned from lines of its own, so that what is made for it reads like the rest of its log.
import { TelemendError } from '../model/errors.js';
import type { FieldName } from '../model/event.js';
import type { DecodeOptions } from './decode.js';
import { MemberCursor } from './json-spans.js';
import { learnSpelling, learnStatus, type SeriesSpelling } from './series-spelling.js';

/** How a series spells its events as JSON. Plain data: it is saved in the manifest. */
export interface JsonLanguage extends SeriesSpelling {
  /** The known fields that its events have, in their order, each with its name in the log. */
  readonly fields: readonly { readonly field: FieldName; readonly name: string }[];
  /** The text before the first key, between key and value, between members, and after the last value (`}` or `}\r`). */
  readonly open: string;
  readonly colon: string;
  readonly comma: string;
  readonly close: string;
  /** JSON of sensor_id and of the good readings' status, where the fields are there. */
  readonly sensorJson: string;
  readonly statusJson: string;
}

/**
 * Learns a series' language. Order, separators and zone are those of the first line, digits of a second and status the most frequent.
 *
 * @param lines raw lines of good observed readings of the series, at least one; each decoded without fault
 * @param values readings of the series, from which the value resolution follows
 * @throws TelemendError `internal` without lines. O(bytes of the lines + values).
 */
export function learnLanguage(
  lines: readonly Buffer[],
  values: ArrayLike<number>,
  sensor: string,
  options: Pick<DecodeOptions, 'fields' | 'timeUnit' | 'timezone' | 'timeFormat'>,
): JsonLanguage {
  if (lines.length === 0) throw new TelemendError('internal', `series "${sensor}" has no line to learn its language from`);
  const fieldOf = new Map(Object.entries(options.fields).map(([field, name]) => [name, field as FieldName]));
  const spoken = lines.map((line) => readKnownFields(line, fieldOf));
  const template = spoken[0];
  const { timestamp, resolutionNs, value, leastDecimals } = learnSpelling(spoken, values, sensor, options);
  const { open, colon, comma, close } = readSeparators(lines[0]);
  // One by one: of objects that are put together of others, each takes a description of its own, half a kilobyte a series.
  return {
    sensor, timestamp, resolutionNs, value, leastDecimals,
    fields: [...template.keys()].map((field) => ({ field, name: options.fields[field] })),
    open, colon, comma, close,
    sensorJson: template.get('sensor_id') ?? JSON.stringify(sensor),
    statusJson: learnStatus(spoken),
  };
}

/** The known fields of a line in their order, each with its value as JSON. */
function readKnownFields(line: Buffer, fieldOf: ReadonlyMap<string, FieldName>): Map<FieldName, string> {
  const fields = new Map<FieldName, string>();
  const cursor = new MemberCursor();
  cursor.open(line, 0);
  while (cursor.next()) {
    const field = fieldOf.get(cursor.key());
    if (field) fields.set(field, line.toString('utf8', cursor.valueStart, cursor.valueEnd));
  }
  return fields;
}

/** The text around the members of a line that has two at least, as every event has. */
function readSeparators(line: Buffer): Pick<JsonLanguage, 'open' | 'colon' | 'comma' | 'close'> {
  const cursor = new MemberCursor();
  cursor.open(line, 0);
  cursor.next();
  const open = line.toString('utf8', 0, cursor.keyStart - 1);
  const colon = line.toString('utf8', cursor.keyEnd + 1, cursor.valueStart);
  const firstEnd = cursor.valueEnd;
  cursor.next();
  const comma = line.toString('utf8', firstEnd, cursor.keyStart - 1);
  while (cursor.next());
  return { open, colon, comma, close: line.toString('utf8', cursor.valueEnd) };
}
