import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatChecks, parseChecks, parseRuledChecks } from '../../src/cli/checks-option.js';
import { TelemendError } from '../../src/model/errors.js';
import type { SeriesCheckOptions } from '../../src/validate/series-checks.js';

test('every form is read into its units', () => {
  expect(parseChecks('spike=3:8,rate=0.5/s,flat-line=0.05:10m,attenuated=0.1:12h,time-gap=1h')).toEqual({
    spike: { suspect: 3, fail: 8 },
    rate: { suspect: 0.5, fail: undefined },
    flatLine: { tolerance: 0.05, spanMs: 600_000 },
    attenuated: { spread: 0.1, windowMs: 43_200_000 },
    timeGap: { longestMs: 3_600_000 },
  });
  expect(parseChecks('rate=3:6/m')).toEqual({ rate: { suspect: 0.05, fail: 0.1 } });
});

test('a name alone stands for its defaults, a later one takes the place of an earlier one, and 0 is a value', () => {
  expect(parseChecks('spike', { spike: { suspect: 1 }, timeGap: { longestMs: 1 } })).toEqual({
    spike: { suspect: 3, fail: 8 },
    timeGap: { longestMs: 1 },
  });
  expect(parseChecks('flat-line=0:1h,spike=0')).toEqual({ flatLine: { tolerance: 0, spanMs: 3_600_000 }, spike: { suspect: 0, fail: undefined } });
});

test('a pattern before the list says for which series it is', () => {
  const spike = { suspect: 3, fail: 8 };
  const flatLine = { tolerance: 0.05, spanMs: 600_000 };
  expect(parseRuledChecks('mote-*=flat-line=0.05:10m,spike', parseRuledChecks('spike=3:8'))).toEqual([
    { pattern: '*', value: { spike } }, { pattern: 'mote-*', value: { spike, flatLine } },
  ]);
  expect(parseRuledChecks('flat-line=0.05:10m', parseRuledChecks('spike'))).toEqual([{ pattern: '*', value: { spike, flatLine } }]);
  expect(parseRuledChecks('a=b=spike', parseRuledChecks('a=b=flat-line=0.05:10m'))).toEqual([{ pattern: 'a=b', value: { spike, flatLine } }]);
  expect(() => parseRuledChecks('mote-*=spikes')).toThrow('there is no check "spikes"');
});

test.each([
  ['spikes', 'there is no check "spikes"', 'the checks are spike, rate, flat-line, attenuated, time-gap'],
  ['', 'there is no check ""', 'the checks are'],
  ['toString', 'there is no check "toString"', 'the checks are'],
  ['spike=8:3', '"spike=8:3" cannot be used', 'write spike=SUSPECT:FAIL'],
  ['spike=-1', '"spike=-1" cannot be used', 'write spike='],
  ['spike=', '"spike=" cannot be used', 'write spike='],
  ['spike=1:2:3', '"spike=1:2:3" cannot be used', 'write spike='],
  ['rate=0.5', '"rate=0.5" cannot be used', 'write rate=SUSPECT:FAIL/s, /m or /h'],
  ['rate=0.5/d', '"rate=0.5/d" cannot be used', '/s, /m or /h'],
  ['flat-line=0.05', '"flat-line=0.05" cannot be used', 'write flat-line=TOLERANCE:TIME'],
  ['flat-line=0.05:5', '"flat-line=0.05:5" cannot be used', 'flat-line=0.05:10m'],
  ['attenuated=0:1h', '"attenuated=0:1h" cannot be used', 'above 0'],
  ['time-gap=0s', '"time-gap=0s" cannot be used', 'write time-gap=TIME'],
])('%s is a usage error that says what is valid', (text, message, hint) => {
  expect(() => parseChecks(text)).toThrow(TelemendError);
  expect(() => parseChecks(text)).toThrow(expect.objectContaining({ code: 'usage', message, hint: expect.stringContaining(hint) as string }) as Error);
});

test('what is written is read back as it was', () => {
  const size = fc.integer({ min: 1, max: 10_000 }).map((n) => n / 100);
  const timeMs = fc.integer({ min: 1, max: 1e6 }).map((n) => n * 500);
  const thresholds = fc.tuple(size, size).map(([suspect, more]) => ({ suspect, fail: suspect + more }));
  const anyChecks: fc.Arbitrary<SeriesCheckOptions> = fc.record(
    {
      spike: thresholds,
      rate: size.map((suspect) => ({ suspect, fail: undefined })),
      flatLine: fc.record({ tolerance: size, spanMs: timeMs }),
      attenuated: fc.record({ spread: size, windowMs: timeMs }),
      timeGap: fc.record({ longestMs: timeMs }),
    },
    { requiredKeys: ['spike'] },
  );
  fc.assert(
    fc.property(anyChecks, (checks) => {
      const text = formatChecks(checks).map(({ name, thresholds }) => `${name}=${thresholds}`).join(',');
      const read = parseChecks(text);
      const { rate, ...others } = read;
      expect({ ...others }).toEqual({ ...checks, rate: undefined });
      if (checks.rate) expect(rate!.suspect).toBeCloseTo(checks.rate.suspect, 10);
      else expect(rate).toBeUndefined();
    }),
  );
});
