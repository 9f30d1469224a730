import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EARLIEST_MS, LATEST_MS } from '../../src/model/calendar.js';
import type { DeadLetterCode } from '../../src/model/dead-letter.js';
import type { TimeUnit } from '../../src/model/event.js';
import { parseTimestampNumber } from '../../src/model/timestamp-number.js';

function parse(text: string, unit: TimeUnit): [number, number] | DeadLetterCode {
  const bytes = Buffer.from(`:${text},`);
  const out = { timeMs: NaN, timeNs: NaN };
  return parseTimestampNumber(bytes, 1, bytes.length - 1, unit, out) ?? [out.timeMs, out.timeNs];
}

/** The same in BigInt: digits times a power of ten, in nanoseconds. */
function oracle(text: string, unit: TimeUnit): [number, number] | DeadLetterCode {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  let digits = BigInt(whole + fraction);
  let power = Number(exponent) - fraction.length + { s: 9, ms: 6, us: 3, ns: 0 }[unit];
  if (digits === 0n) return [0, 0];
  if (power > 40) return 'timestamp-range';
  while (power < 0 && digits % 10n === 0n) [digits, power] = [digits / 10n, power + 1];
  // The order of the two faults is the reader's own: too large is told before too precise.
  const scaled = power < 0 ? digits / 10n ** BigInt(Math.min(-power, 60)) : digits * 10n ** BigInt(power);
  if (scaled >= 10n ** 21n) return 'timestamp-range';
  if (power < 0) return 'timestamp-precision';
  const ns = sign ? -scaled : scaled;
  const timeNs = ((ns % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const timeMs = Number((ns - timeNs) / 1_000_000n);
  return timeMs < EARLIEST_MS || timeMs > LATEST_MS ? 'timestamp-range' : [timeMs, Number(timeNs)];
}

test.each<[string, TimeUnit, [number, number] | DeadLetterCode]>([
  ['0', 'ms', [0, 0]],
  ['-0', 'ms', [0, 0]],
  ['-0.0e5', 's', [0, 0]],
  ['1767225600', 's', [1_767_225_600_000, 0]],
  ['1767225600.123456789', 's', [1_767_225_600_123, 456_789]],
  ['1767225600123456789', 'ns', [1_767_225_600_123, 456_789]],
  ['1767225600123456.789', 'us', [1_767_225_600_123, 456_789]],
  ['1.767225600123456789e18', 'ns', [1_767_225_600_123, 456_789]],
  ['1767225600123456789E-9', 's', [1_767_225_600_123, 456_789]],
  ['1.7e12', 'ms', [1_700_000_000_000, 0]],
  ['-1', 'ns', [-1, 999_999]],
  ['-0.5', 's', [-500, 0]],
  ['0e999999999999999999999', 's', [0, 0]],
  ['1e999999999999999999999', 's', 'timestamp-range'],
  ['1e-999999999999999999999', 's', 'timestamp-precision'],
  ['1767225600000.0000001', 'ms', 'timestamp-precision'],
  ['1767225600000.0000010', 'ms', [1_767_225_600_000, 1]],
  ['253402300799.999999999', 's', [LATEST_MS, 999_999]],
  ['253402300800', 's', 'timestamp-range'],
  ['-62167219200', 's', [EARLIEST_MS, 0]],
  ['-62167219200000.000001', 'ms', 'timestamp-range'],
  ['1767225600000', 's', 'timestamp-range'],
])('%s %s', (text, unit, expected) => {
  expect(parse(text, unit)).toEqual(expected);
});

test('it agrees with BigInt arithmetic on the digits, whatever the spelling', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,20})$/);
  const fraction = fc.option(fc.stringMatching(/^\d{1,12}$/), { nil: undefined });
  const exponent = fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined });
  const unit = fc.constantFrom<TimeUnit>('s', 'ms', 'us', 'ns');
  fc.assert(
    fc.property(fc.boolean(), digits, fraction, exponent, unit, (negative, whole, part, power, timeUnit) => {
      const text = `${negative ? '-' : ''}${whole}${part === undefined ? '' : `.${part}`}${power === undefined ? '' : `e${power}`}`;
      expect(parse(text, timeUnit)).toEqual(oracle(text, timeUnit));
    }),
    { numRuns: 3000 },
  );
});
