import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedIn, FormMemory, instantIn, numberIn, roundedIn, textIn, valueIn, wholeIn, type Form } from '../../../src/io/forms/form-memory.js';
import { writeRounded, writeValue } from '../../../src/io/number-bytes.js';
import { EARLIEST_MS, LATEST_MS } from '../../../src/model/calendar.js';
import { formatInstant, OWN_SPELLING, type PlainSpelling } from '../../../src/model/instant.js';

const DAY_MS = 86_400_000;
const MEMORIES = [
  { how: 'with the kernel', create: () => new FormMemory() },
  { how: 'without it', create: () => new FormMemory(null) },
];

/** The line of a form whose slots are filled. */
function lineOf(memory: FormMemory, form: Form, from = 0): string {
  return memory.room.toString('utf8', from, memory.write(form, from));
}

describe.each(MEMORIES)('a form $how', ({ create }) => {
  test('is a line with gaps', () => {
    const memory = create();
    const form = memory.form(['{"n":', numberIn(0), ',"at":', instantIn(1, memory.spelling(OWN_SPELLING)), ',"of":', textIn(3), ',"i":', wholeIn(5), '}']);
    memory.slots.set([-0.25, Date.UTC(2026, 1, 3, 4, 5, 6, 7), 0]);
    memory.setText(3, memory.text('[1]'));
    memory.slots[5] = 1e15;
    memory.reserve(form.longest + 3);
    expect(lineOf(memory, form, 5)).toBe('{"n":-0.25,"at":"2026-02-03T04:05:06.007Z","of":[1],"i":1000000000000000}');
  });

  test('spells numbers as JSON does', () => {
    const memory = create();
    const form = memory.form([numberIn(0)]);
    const decimal = fc.tuple(fc.integer(), fc.nat(9)).map(([units, decimals]) => units / 10 ** decimals);
    const special = fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e15, 1e15 - 1, 1e21, 1e-6, 1e-7, 0.1 + 0.2, 2 ** 53, Number.MAX_VALUE, 5e-324);
    fc.assert(
      fc.property(fc.oneof(decimal, fc.double(), fc.maxSafeInteger(), special), (number) => {
        memory.slots[0] = number;
        expect(lineOf(memory, form)).toBe(JSON.stringify(number));
      }),
      { numRuns: 2000 },
    );
  });

  test('spells whole numbers', () => {
    const memory = create();
    const form = memory.form([wholeIn(0)]);
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: -2, max: 2 }), fc.double({ min: 0, max: 1, noNaN: true }), (digits, beside, share) => {
        for (const number of [Math.max(0, 10 ** digits + Math.min(beside, digits < 15 ? 2 : 0)), Math.floor(share * 10 ** digits)]) {
          memory.slots[0] = number;
          expect(lineOf(memory, form)).toBe(String(number));
        }
      }),
    );
  });

  test('rounds numbers inside bounds, and spells values with the decimals of their grid', () => {
    const memory = create();
    const [low, high] = [-20, 55.5];
    const rounded = memory.form([roundedIn(0, 1, memory.bounds(low, high))]);
    const values = [0, 2, 6, 8, undefined].map((decimals) => ({ decimals, form: memory.form([valueIn(0, decimals, 2)]) }));
    const target = Buffer.alloc(400);
    const decimal = fc.tuple(fc.integer(), fc.nat(8)).map(([units, places]) => units / 10 ** places);
    const near = fc.constantFrom(low, high, 55.4996, 55.50001, -19.99996, 0.125, 2.5, -2.5, 1e-9, 1e300);
    fc.assert(
      fc.property(fc.oneof(decimal, near, fc.double({ noNaN: true, noDefaultInfinity: true })), fc.constantFrom(0, 1, 3, 9, 12, Infinity), (number, decimals) => {
        memory.slots.set([number, decimals]);
        expect(lineOf(memory, rounded)).toBe(target.toString('latin1', 0, writeRounded(target, 0, number, decimals, low, high)));
        for (const value of values) {
          expect(lineOf(memory, value.form)).toBe(target.toString('latin1', 0, writeValue(target, 0, number, value.decimals, 2)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('spells instants of every year in every spelling', () => {
    const memory = create();
    const text = fc.record({
      kind: fc.constant('text' as const),
      separator: fc.constantFrom('T', ' ', 't'),
      zone: fc.constantFrom('Z', 'z', '', '+05:30', '-11:00'),
      digits: fc.nat(9),
    });
    const number = fc.record({ kind: fc.constant('number' as const), unit: fc.constantFrom('s' as const, 'ms' as const), digits: fc.nat(6) });
    const timeMs = fc.oneof(
      fc.integer({ min: EARLIEST_MS + DAY_MS, max: LATEST_MS - DAY_MS }),
      fc.integer({ min: 0, max: 40 * 366 }).map((days) => Date.UTC(1990, 0, 1) + days * DAY_MS - 1),
    );
    fc.assert(
      fc.property(fc.oneof(text, number), fc.array(fc.tuple(timeMs, fc.nat(999_999)), { minLength: 1, maxLength: 5 }), (spelling: PlainSpelling, instants) => {
        const form = memory.form([instantIn(0, memory.spelling(spelling))]);
        for (const [ms, ns] of instants) {
          memory.slots.set([ms, ns]);
          const spelled = formatInstant(ms, ns, spelling);
          expect(lineOf(memory, form)).toBe(spelling.kind === 'text' ? `"${spelled}"` : spelled);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('takes the finer spelling for nanoseconds alone, and null for no instant', () => {
    const memory = create();
    const form = memory.form([instantIn(0, memory.spelling(OWN_SPELLING), memory.spelling({ ...OWN_SPELLING, digits: 9 }))]);
    const spelled = [[0, 0], [0, 1], [NaN, 0]].map((instant) => {
      memory.slots.set(instant);
      return lineOf(memory, form);
    });
    expect(spelled).toEqual(['"1970-01-01T00:00:00.000Z"', '"1970-01-01T00:00:00.000000001Z"', 'null']);
  });

  test('takes text as it is, and escapes it', () => {
    const memory = create();
    const form = memory.form([textIn(0), ' "', escapedIn(0), '"']);
    const odd = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0000', '\u001f', 'é', '😀', ' '), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 200 })), fc.nat(20), (text, before) => {
        const source = Buffer.from(`${'x'.repeat(before)}${text}"\\`);
        const bytes = source.length - before - 2;
        memory.reserve(form.longest + 8 * bytes);
        memory.placeText(0, source, before, before + bytes);
        const expected = source.toString('utf8', before, before + bytes);
        expect(lineOf(memory, form)).toBe(`${expected} ${JSON.stringify(expected)}`);
      }),
      { numRuns: 500 },
    );
  });

  test('stays what it is as more is kept, and so does what was written', () => {
    const memory = create();
    const form = memory.form(['a', numberIn(0), textIn(1)]);
    memory.setText(1, memory.text('tail'));
    memory.slots[0] = 7;
    const end = memory.write(form, 0);
    for (let i = 0; i < 5000; i++) memory.form([`${i} is a number that is kept`, numberIn(0)]);
    memory.reserve(1 << 20);
    expect(memory.room.toString('latin1', 0, end)).toBe('a7tail');
    expect(lineOf(memory, form)).toBe('a7tail');
  });
});
