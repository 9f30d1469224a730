import { expect, test } from 'vitest';
import { annotate } from '../../src/io/annotate.js';
import { Flag, Origin } from '../../src/model/flag.js';

const annotated = (line: string, flag: Flag = Flag.Pass, origin: Origin = Origin.Observed): string =>
  annotate(Buffer.from(line), origin, flag).toString();

test.each([
  ['{"a":1}', '{"a":1,"origin":"observed","flag":1}'],
  ['{"a":"ü}" }\r', '{"a":"ü}","origin":"observed","flag":1 }\r'],
  ['{"a":{"origin":"observed","flag":1}}', '{"a":{"origin":"observed","flag":1},"origin":"observed","flag":1}'],
  ['{"a":1,"flag":1}', '{"a":1,"flag":1,"origin":"observed","flag":1}'],
  ['{"a":"\\",\\"origin\\":\\"observed\\",\\"flag\\":1"}', '{"a":"\\",\\"origin\\":\\"observed\\",\\"flag\\":1","origin":"observed","flag":1}'],
])('%s gets its annotation before the last brace', (line, expected) => {
  expect(annotated(line)).toBe(expected);
});

test('annotating again changes nothing, and another flag replaces the old one', () => {
  for (const line of ['{"a":1}', '{ "a": 1 }\r', '{"a":5.1\t}']) {
    const once = annotated(line);
    expect(annotated(once)).toBe(once);
    expect(annotated(once, Flag.Suspect)).toBe(annotated(line, Flag.Suspect));
  }
  const spaced = '{"a": 1, "origin": "observed", "flag": 3}';
  expect(annotated(spaced, Flag.Suspect)).toBe(spaced);
  expect(annotated(spaced, Flag.Pass)).toBe('{"a": 1,"origin":"observed","flag":1}');
});

test('a synthetic line, which says both already, stays', () => {
  const line = '{"a":1,"origin":"filled","flag":1,"mean":2}';
  expect(annotated(line, Flag.Pass, Origin.Filled)).toBe(line);
});
