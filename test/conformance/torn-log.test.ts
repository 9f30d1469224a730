// A log cut off at every byte of its last two lines: the lines before stay as they are, and the rest of the last one is an event or a dead letter.
import { describe, expect, it } from 'vitest';
import { lineBalance } from '../pipeline/line-balance.js';
import { recoverInMemory, splitLines } from '../pipeline/recover-in-memory.js';

const line = (second: number, ending: string) => (
  `{"event_id":"ä-${second}","sensor_id":"a","timestamp":"2026-01-01T00:00:0${second}.000Z","temperature":5${second % 5}.25}${ending}`
);

describe.each([{ what: 'LF', ending: '\n' }, { what: 'CR LF', ending: '\r\n' }])('a log whose lines end with $what', ({ ending }) => {
  const whole = Buffer.from([0, 1, 2, 4, 5, 6].map((second) => line(second, ending)).join(''));
  const lastTwo = Buffer.byteLength(line(5, ending) + line(6, ending));

  it('cut off at any byte of its last two lines loses, doubles and invents nothing', { timeout: 120_000 }, async () => {
    for (let length = whole.length; length >= whole.length - lastTwo; length--) {
      const torn = whole.subarray(0, length);
      const outputs = await recoverInMemory([torn]);
      const input = splitLines(torn);
      const { lost, doubled, made } = lineBalance(input, outputs, { isUnwritten: (bytes) => bytes.toString().trim() === '' });
      const { accounting } = outputs.recovery;
      expect({ lost, doubled, lines: accounting.lines, made: made.length }, `cut at ${length}`).toEqual(
        { lost: [], doubled: [], lines: input.length, made: accounting.filled },
      );
      expect(outputs.recovery.files[0].torn, `cut at ${length}`).toBe(torn.length > 0 && torn.at(-1) !== 0x0a);
      const wholeLines = input.filter((bytes) => whole.includes(`${bytes.toString()}\n`));
      for (const bytes of wholeLines) expect(outputs.clean.includes(bytes), `cut at ${length}`).toBe(true);
    }
  });
});
