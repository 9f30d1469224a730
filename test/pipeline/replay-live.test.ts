import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/io/row-writer.js';
import { replayLive, type ReplayLiveOptions } from '../../src/pipeline/replay-live.js';

async function run(text: string, options: Partial<ReplayLiveOptions>, pieceBytes = 1 << 16) {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  const dead: string[] = [];
  let late = '';
  let out = '';
  const { events, accounting, report } = replayLive(Readable.from(pieces), {
    latenessMs: 1000,
    name: '-',
    onDeadLetter: ({ file, line, offset }, code, raw) => void dead.push(`${file} ${line} ${offset} ${code} ${raw.toString()}`),
    onLate: (batch) => void (late += linesOf(batch).toString()),
    ...options,
  });
  for await (const batch of events) out += linesOf(batch).toString();
  return { out, late, dead, accounting, report };
}

const at = (timestamp: number, sensor_id = 's', temperature = 1) => `${JSON.stringify({ timestamp, sensor_id, temperature })}\n`;

describe('replayLive', () => {
  it('holds events back for the lateness, and gives aside what comes later still', async () => {
    const { out, late, accounting, report } = await run([at(5000), at(4000), at(6000), at(4500), at(5500)].join(''), {});
    expect(out).toBe([at(4000), at(5000), at(5500), at(6000)].join(''));
    expect(late).toBe(at(4500));
    expect(report.neededLatenessMs).toBe(1500);
    expect(accounting).toMatchObject({ lines: 5, late: 1, events: 4 });
  });

  it('accounts for every line, wherever the input is cut', async () => {
    const line = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.constantFrom('a', 'b')).map(([ms, sensor]) => at(ms, sensor)),
      },
      fc.constantFrom('\n', '{oops\n', `{"x":"${'x'.repeat(300)}"}\n`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 500 }), async (lines, pieceBytes) => {
        const options = { sensors: ['a'], maxLineBytes: 200, to: { timeMs: 8000, timeNs: 0 } };
        const whole = await run(lines.join(''), options);
        const { lines: total, blank, deadLetters, outside, late, duplicates, events } = whole.accounting;
        expect(total).toBe(lines.length);
        expect(blank + deadLetters + outside + late + duplicates + events).toBe(total);
        expect(whole.out.split('\n').length - 1).toBe(events);
        expect(await run(lines.join(''), options, pieceBytes)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('tells dead letters with line and offset', async () => {
    const { dead } = await run(`${at(1)}{oops\n${'x'.repeat(50)}\n`, { maxLineBytes: 48 });
    expect(dead).toEqual([`- 2 ${at(1).length} invalid-json {oops`, `- 3 ${at(1).length + 6} line-too-long ${'x'.repeat(48)}`]);
  });
});
