// A log that lies in the doubled hour alone, cut into two files behind a reading that stands at the end of one and at the start of the next.
import { expect, test } from 'vitest';
import { createDoubledHours } from '../../src/model/doubled-hour.js';

test('a reading that is repeated by the next file leaves the series in the telling it was in', () => {
  const hours = createDoubledHours();
  const minutes = [...Array.from({ length: 60 }, (_, i) => i), ...Array.from({ length: 60 }, (_, i) => i)];
  const repeatedAt = 110;
  const readings = [
    ...minutes.slice(0, repeatedAt + 1).map((minute) => ({ minute, fileIndex: 0 })),
    ...minutes.slice(repeatedAt).map((minute) => ({ minute, fileIndex: 1 })),
  ];
  for (const [offset, { minute, fileIndex }] of readings.entries()) hours.doubled(minute * 60_000, (minute + 60) * 60_000, fileIndex, offset);
  expect(hours.finish()).toEqual([{ fileIndex: 0, offset: 60, isSecond: true }]);
});
