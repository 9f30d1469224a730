// DESIGN section 7, the rows about lines: what is no event becomes a dead letter with a code of its own, and the run goes on.
import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../src/io/dead-letters.js';
import type { DeadLetterCode } from '../../src/model/dead-letter.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { parseLines, recoverInMemory, splitLines } from '../pipeline/recover-in-memory.js';

const GOOD = [0, 1, 2, 4, 5].map((second) => (
  `{"event_id":"a-${second}","sensor_id":"a","timestamp":"2026-01-01T00:00:0${second}.000Z","temperature":5${second % 5}.5}`
));
const TIME = '"timestamp":"2026-01-01T00:00:03.000Z"';

/** The good lines with a bad one in their middle. */
async function recoverWith(bad: string | Buffer, options: RecoverOptions = {}) {
  const newline = Buffer.from('\n');
  const lines = [...GOOD.slice(0, 3), bad, ...GOOD.slice(3)].flatMap((line) => [Buffer.from(line), newline]);
  return recoverInMemory([Buffer.concat(lines)], options);
}

interface Row {
  readonly row: string;
  readonly line: string | Buffer;
  readonly code: DeadLetterCode;
}

const ROWS: readonly Row[] = [
  { row: 'not JSON', line: 'temperature=52.1', code: 'invalid-json' },
  { row: 'an object cut off', line: `{"sensor_id":"a",${TIME},"temper`, code: 'invalid-json' },
  { row: 'two objects on one line', line: `{${TIME},"temperature":52}{${TIME},"temperature":52}`, code: 'invalid-json' },
  { row: 'NaN', line: `{${TIME},"temperature":NaN}`, code: 'invalid-json' },
  { row: 'Infinity', line: `{${TIME},"temperature":-Infinity}`, code: 'invalid-json' },
  { row: 'NUL bytes', line: '\0'.repeat(80), code: 'invalid-json' },
  { row: 'a NUL byte inside a string', line: `{"sensor_id":"a\0",${TIME},"temperature":52}`, code: 'invalid-json' },
  { row: 'an array', line: '[1,2,3]', code: 'not-an-object' },
  { row: 'a number', line: '52.1', code: 'not-an-object' },
  { row: 'null', line: 'null', code: 'not-an-object' },
  { row: 'invalid UTF-8', line: Buffer.from(`{"sensor_id":"\u00ff",${TIME},"temperature":52}`, 'latin1'), code: 'invalid-utf8' },
  { row: 'no timestamp', line: '{"sensor_id":"a","temperature":52}', code: 'no-timestamp' },
  { row: 'no temperature', line: `{"sensor_id":"a",${TIME}}`, code: 'no-temperature' },
  { row: 'a timestamp of the wrong type', line: '{"timestamp":{},"temperature":52}', code: 'timestamp-type' },
  { row: 'a timestamp of null', line: '{"timestamp":null,"temperature":52}', code: 'timestamp-type' },
  { row: 'a temperature of the wrong type', line: `{${TIME},"temperature":"52.1"}`, code: 'temperature-type' },
  { row: '1e400', line: `{${TIME},"temperature":1e400}`, code: 'temperature-not-finite' },
  { row: 'a sensor_id of the wrong type', line: `{"sensor_id":["a"],${TIME},"temperature":52}`, code: 'sensor-type' },
  { row: '30 February', line: '{"timestamp":"2026-02-30T00:00:00Z","temperature":52}', code: 'timestamp-no-such-date' },
  { row: 'hour 25', line: '{"timestamp":"2026-02-03T25:00:00Z","temperature":52}', code: 'timestamp-no-such-date' },
  { row: 'a zone-less time', line: '{"timestamp":"2026-01-01T00:00:03","temperature":52}', code: 'timestamp-no-zone' },
  { row: 'a time in words', line: '{"timestamp":"yesterday at noon","temperature":52}', code: 'timestamp-syntax' },
  { row: 'a year beyond 9999', line: '{"timestamp":1e300,"temperature":52}', code: 'timestamp-range' },
];

describe('bad lines', () => {
  it.each(ROWS)('$row: a dead letter ($code), kept whole with its place, and the run goes on', async ({ line, code }) => {
    const { clean, dead, recovery } = await recoverWith(line);
    const bytes = Buffer.from(line);
    const [letter, ...more] = parseLines<DeadLetter>(dead);
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ code, line: 4, offset: GOOD.slice(0, 3).join('\n').length + 1 });
    expect(letter.message).not.toBe('');
    expect(letter.raw === undefined ? Buffer.from(letter.rawBase64!, 'base64') : Buffer.from(letter.raw)).toEqual(bytes);
    expect(recovery.accounting).toMatchObject({ lines: 6, deadLetters: 1, observed: 5, filled: 1 });
    expect(splitLines(clean).map(String).filter((one) => GOOD.includes(one))).toEqual(GOOD);
  });

  it('a line over --max-line: a dead letter, kept whole', async () => {
    const long = `{"sensor_id":"a",${TIME},"temperature":52,"note":"${'x'.repeat(5000)}"}`;
    const { dead, recovery } = await recoverWith(long, { maxLineBytes: 1000 });
    const [letter] = parseLines<{ code: string; rawBase64: string; line: number }>(dead);
    expect(letter).toMatchObject({ code: 'line-too-long', line: 4 });
    expect(Buffer.from(letter.rawBase64, 'base64').toString()).toBe(long);
    expect(recovery.accounting).toMatchObject({ lines: 6, deadLetters: 1, observed: 5, filled: 1 });
    expect((await recoverWith(long)).recovery.accounting).toMatchObject({ deadLetters: 0, observed: 6 });
  });

  it('a temperature of null: a missing reading, counted, and its instant filled', async () => {
    const { clean, dead, recovery } = await recoverWith(`{"event_id":"a-3","sensor_id":"a",${TIME},"temperature":null}`);
    expect(dead).toHaveLength(0);
    expect(recovery.accounting).toMatchObject({ missing: 1, observed: 5, filled: 1, gaps: 0 });
    expect(parseLines(clean)[3]).toMatchObject({ timestamp: '2026-01-01T00:00:03.000Z', origin: 'filled' });
  });

  it('a zone-less time with --assume-utc: an event', async () => {
    const { recovery } = await recoverWith('{"sensor_id":"a","timestamp":"2026-01-01T00:00:03","temperature":52.5}', { assumeUtc: true });
    expect(recovery.accounting).toMatchObject({ deadLetters: 0, observed: 6 });
  });

  it('the last line without a newline: an event where it is a whole object, and its file is torn', async () => {
    const { clean, recovery } = await recoverInMemory([Buffer.from(GOOD.join('\n'))]);
    expect(recovery.accounting).toMatchObject({ lines: 5, observed: 5, deadLetters: 0, filled: 1 });
    expect(recovery.files[0].torn).toBe(true);
    expect(clean.toString().endsWith('}\n')).toBe(true);
  });

  it('the last line without a newline: a dead letter where it is torn', async () => {
    const { dead, recovery } = await recoverInMemory([Buffer.from(GOOD.join('\n').slice(0, -9))]);
    expect(recovery.accounting).toMatchObject({ lines: 5, observed: 4, deadLetters: 1 });
    expect(recovery.files[0].torn).toBe(true);
    expect(parseLines<{ code: string }>(dead)).toMatchObject([{ code: 'invalid-json', raw: GOOD[4].slice(0, -9) }]);
  });

  it.each(['1970-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'])(
    'an event far in the past or future (%s): kept in order with flag 3 and reason clock, and no flood of invented events',
    async (timestamp) => {
      const lines = Array.from({ length: 300 }, (_, i) => (
        `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":52.${i % 10}}`
      ));
      const stray = `{"sensor_id":"a","timestamp":"${timestamp}","temperature":52.5}`;
      const input = Buffer.from(`${[...lines.slice(0, 99), stray, ...lines.slice(100)].join('\n')}\n`);
      const options: RecoverOptions = { annotate: true, maxGapMs: 1e12 };
      const { clean, recovery } = await recoverInMemory([input], options);
      expect(recovery.accounting).toMatchObject({ lines: 300, observed: 300, filled: 1, gaps: 1, gapsLeft: 0 });
      const events = splitLines(clean).map(String);
      expect(events).toHaveLength(301);
      expect(events.at(timestamp.startsWith('1970') ? 0 : -1)).toBe(`${stray.slice(0, -1)},"origin":"observed","flag":3}`);
    },
  );

  it('a relative --from counts from the last reading whose clock was right', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => (
      `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":52.5}`
    ));
    const stray = '{"sensor_id":"a","timestamp":"2099-01-01T00:00:00Z","temperature":52.5}';
    const input = Buffer.from(`${[stray, ...lines].join('\n')}\n`);
    const { recovery } = await recoverInMemory([input], { from: { kind: 'fromEnd', ms: 10_000 } });
    expect(recovery.from).toEqual({ timeMs: Date.UTC(2026, 0, 1, 0, 4, 49), timeNs: 0 });
    expect(recovery.accounting).toMatchObject({ outside: 289, observed: 12 });
  });
});
