// A dead letter: an input line that is no event, kept whole with its place and the reason.

/** Why a line is no event. Closed list; each has its sentence in DEAD_LETTER_TEXT. */
export type DeadLetterCode =
  | 'invalid-json'
  | 'not-an-object'
  | 'invalid-utf8'
  | 'line-too-long'
  | 'quotes'
  | 'cell-count'
  | 'no-timestamp'
  | 'no-temperature'
  | 'timestamp-type'
  | 'timestamp-syntax'
  | 'timestamp-no-such-date'
  | 'timestamp-no-zone'
  | 'timestamp-skipped-hour'
  | 'timestamp-precision'
  | 'timestamp-range'
  | 'temperature-type'
  | 'temperature-not-finite'
  | 'sensor-type';

/** One sentence for each code, as printed and as written beside the raw line. */
export const DEAD_LETTER_TEXT: Readonly<Record<DeadLetterCode, string>> = {
  'invalid-json': 'not valid JSON',
  'not-an-object': 'valid JSON, but not an object',
  'invalid-utf8': 'not valid UTF-8',
  'line-too-long': 'longer than --max-line',
  quotes: 'its quotes do not pair (a quoted cell must end in its line)',
  'cell-count': 'it has not as many cells as the header',
  'no-timestamp': 'no timestamp field',
  'no-temperature': 'no temperature field',
  'timestamp-type': 'the timestamp is neither a string nor a number',
  'timestamp-syntax': 'the timestamp is not RFC 3339, or not as --time-format says',
  'timestamp-no-such-date': 'the timestamp is a date or time that does not exist',
  'timestamp-no-zone': 'the timestamp has no zone (--timezone or --assume-utc says which)',
  'timestamp-skipped-hour': 'the timestamp is a local time that the clock skips (--spring shift)',
  'timestamp-precision': 'the timestamp has digits below a nanosecond',
  'timestamp-range': 'the timestamp is outside the years 0000 to 9999',
  'temperature-type': 'the temperature is not a number',
  'temperature-not-finite': 'the temperature is too large for a number',
  'sensor-type': 'the sensor_id is neither a string nor a number',
};

/** A line that is no event, as the decoder reports it: its bytes are [start, end) of the decoded chunk. */
export interface LineFault {
  readonly code: DeadLetterCode;
  readonly start: number;
  readonly end: number;
  /** Input position: 0-based line number over the whole log. */
  readonly arrival: number;
}
