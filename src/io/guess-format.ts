// How an unknown log is most likely to be read: which of its fields are those that telemend knows, and how its times are written.
import { OWN_FIELD_NAMES, type FieldName, type TimeUnit } from '../model/event.js';
import type { FieldCensus, FormatGuess, LineCensus } from '../model/inspection.js';

/** Names of fields as they are met, split into words: the earlier in its list, the better. */
const TIMESTAMP_WORDS = ['timestamp', 'datetime', 'ts', 'time', 'epoch', 'date', 'at', 'when', 't'];
const TEMPERATURE_WORDS = [
  'temperature', 'temp', 'degc', 'celsius', 'degf', 'fahrenheit', 'value', 'val', 'reading', 'measurement', 'measure', 'data', 'y', 'v', 'deg', 'c', 't',
];
const SENSOR_WORDS = ['sensor', 'device', 'mote', 'node', 'station', 'probe', 'channel', 'series', 'tag', 'location', 'room', 'unit', 'source', 'name'];
const EVENT_WORDS = ['event', 'uuid', 'message', 'msg', 'id'];
const STATUS_WORDS = ['status', 'state', 'quality'];
/** A number under such a name is hardly the temperature that is looked for. */
const OTHER_QUANTITIES = /humid|volt|batt|light|lux|press|rssi|seq|count|index|lat|lon|id$|signal|co2|flow|speed|power|current/i;

/** The year 2000 to 2100 in each unit; the spans do not meet. */
const EPOCH_SPANS: readonly (readonly [unit: TimeUnit, scale: number])[] = [['s', 1], ['ms', 1e3], ['us', 1e6], ['ns', 1e9]];
const [EARLIEST_S, LATEST_S] = [946_684_800, 4_102_444_800];

/** What loggers write for no reading: broken or absent probes, and powers that stand out. */
const SENTINELS = new Set([85, -127, -99, -999, -9999, -99.9, -999.9, -273.15, 999, 9999, 999.9, 32767, -32768, 65535, 6999, -7999]);
const NEAR_SENTINEL = 5;
const MISSING_WORD = /^(?:nan|-nan|n\/?a|#n\/a|null|none|nil|-{1,5}|\?+|err(?:or)?|fault|open|off|inf|-inf|missing)$/i;

/** A share of the lines that have a field at all. */
const MOST = 0.5;

/**
 * Guesses from names and values. Own names are taken first where their values fit; then names by their words, and last any field whose
 * values fit. Deterministic; O(fields).
 *
 * @example
 * guessFormat(takeCensus([Buffer.from('{"ts":1735689600,"degC":76.5}')]));
 * // { fields: { timestamp: 'ts', temperature: 'degC' }, timeUnit: 's', unknown: [] }
 */
export function guessFormat(census: LineCensus): FormatGuess {
  const taken = new Set<FieldCensus>();
  const take = (field: FieldName, words: readonly string[], fits: (one: FieldCensus) => number): FieldCensus | undefined => {
    const scored = census.fields
      .filter((one) => !taken.has(one))
      .map((one) => ({ one, fit: fits(one), rank: nameRank(one.name, OWN_FIELD_NAMES[field], words) }))
      .filter(({ fit, rank }) => fit > 0 && (fit > 1 || rank < Infinity))
      .sort((a, b) => a.rank - b.rank || b.fit - a.fit || b.one.lines - a.one.lines);
    const best = scored[0]?.one;
    if (best) taken.add(best);
    return best;
  };
  const timestamp = take('timestamp', TIMESTAMP_WORDS, timestampFit);
  const temperature = take('temperature', TEMPERATURE_WORDS, temperatureFit);
  const found: Partial<Record<FieldName, FieldCensus | undefined>> = {
    timestamp,
    temperature,
    sensor_id: take('sensor_id', SENSOR_WORDS, sensorFit),
    event_id: take('event_id', EVENT_WORDS, eventFit),
    status: take('status', STATUS_WORDS, statusFit),
  };
  const mapped = (Object.keys(found) as FieldName[]).flatMap((name) => {
    const field = found[name];
    return field && field.name !== OWN_FIELD_NAMES[name] ? [[name, field.name] as const] : [];
  });
  const unit = timestamp && timestamp.low <= timestamp.high ? timeUnitOf(timestamp) : undefined;
  return {
    fields: withoutClashes(mapped, found),
    ...(unit === undefined || unit === 'ms' ? {} : { timeUnit: unit }),
    ...(temperature && markersIn(temperature)),
    ...(timestamp && 2 * timestamp.zoneless > timestamp.dateTimes ? { assumeUtc: true as const } : {}),
    unknown: (['timestamp', 'temperature'] as const).filter((name) => found[name] === undefined),
  };
}

/** Words and numbers among the readings that stand for none in many loggers; a number only where no other reading is near it. */
function markersIn({ distinct }: FieldCensus): Pick<FormatGuess, 'missing'> {
  const values = [...distinct];
  const numbers = values.filter((value) => typeof value === 'number');
  const missing = values.filter((value) => (
    typeof value === 'number'
      ? SENTINELS.has(value) && !numbers.some((other) => other !== value && Math.abs(other - value) < NEAR_SENTINEL)
      : typeof value === 'string' && MISSING_WORD.test(value.trim())
  ));
  return missing.length === 0 ? {} : { missing: missing.map((value) => String(value).trim()).sort() };
}

/**
 * Whether the numbers of a table are written with a comma: such text stands in most rows of a column.
 *
 * @param census of the table read with a point
 */
export function hasDecimalCommas({ fields }: LineCensus): boolean {
  return fields.some(({ distinct }) => {
    const written = [...distinct].filter((value) => typeof value === 'string' && /^\s*[+-]?\d+,\d+\s*$/.test(value));
    return written.length > MOST * distinct.size;
  });
}

/** The unit in which all of the numbers are times of this century; undefined where they are in none. */
function timeUnitOf({ low, high }: Pick<FieldCensus, 'low' | 'high'>): TimeUnit | undefined {
  return EPOCH_SPANS.find(([, scale]) => low >= EARLIEST_S * scale && high <= LATEST_S * scale)?.[0];
}

/** An optional field that is mapped to the own name of another one would take that away from it. */
function withoutClashes(
  mapped: readonly (readonly [FieldName, string])[],
  found: Partial<Record<FieldName, FieldCensus | undefined>>,
): FormatGuess['fields'] {
  const clashes = ([, name]: readonly [FieldName, string]) => (
    Object.hasOwn(OWN_FIELD_NAMES, name) && !mapped.some(([other]) => other === name) && found[name as FieldName] === undefined
  );
  return Object.fromEntries(mapped.filter((one) => !clashes(one)));
}

/** 0 for the own name, then by the best word; Infinity where no word fits. */
function nameRank(name: string, own: string, words: readonly string[]): number {
  if (name === own) return 0;
  const parts = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z\d]+/);
  const whole = name.toLowerCase().replace(/[^a-z\d]/g, '');
  const rank = words.findIndex((word) => whole === word || parts.includes(word) || (word.length > 3 && whole.includes(word)));
  return rank < 0 ? Infinity : rank + 1;
}

/** 2 where the values alone say that these are times, 1 where they may be. */
function timestampFit({ lines, types, dateTimes, low, high }: FieldCensus): number {
  const numbers = types.get('number') ?? 0;
  if (dateTimes > MOST * lines) return 2;
  if (numbers <= MOST * lines) return 0;
  return timeUnitOf({ low, high }) === undefined ? 1 : 2;
}

/** 2 where the values alone may be readings; more where they are no whole numbers. */
function temperatureFit({ name, lines, types, whole, distinct }: FieldCensus): number {
  const numbers = types.get('number') ?? 0;
  if (numbers === 0 || numbers + (types.get('null') ?? 0) <= MOST * lines) return 0;
  if (OTHER_QUANTITIES.test(name)) return 1;
  return (whole < numbers ? 3 : 2) + Math.min(distinct.size, 4096) / 8192;
}

function sensorFit({ lines, types, distinct }: FieldCensus): number {
  const names = (types.get('text') ?? 0) + (types.get('number') ?? 0);
  return names > MOST * lines && (distinct.size <= 1 || distinct.size <= MOST * lines) ? 1 : 0;
}

function eventFit({ lines, types, distinct }: FieldCensus): number {
  return (types.get('text') ?? 0) > MOST * lines && distinct.size > MOST * Math.min(lines, 4096) ? 1 : 0;
}

function statusFit({ lines, types }: FieldCensus): number {
  return (types.get('text') ?? 0) > MOST * lines ? 1 : 0;
}
