import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/io/log.js';
import { linesOf } from '../../src/io/row-writer.js';
import { findWindows, type WindowLogOptions } from '../../src/pipeline/window-log.js';
import { startReplay } from '../../src/pipeline/replay-log.js';
import { createRng } from '../../src/stats/rng.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'window-'))));
afterAll(() => rm(directory, { recursive: true }));

const START = Date.UTC(2026, 0, 1);
const FROM = 7200;
const TO = 9000;
interface Made { at: number; value: number; sensor: string }
const isIn = ({ at }: Made) => at >= FROM && at < TO;

/** Four hours of two sensors at a second, 1 % out of range and 2 % missing; `break_` spoils one of them for half an hour. */
function makeLog(spoil: (made: Made, draw: number) => Made | undefined, order: (made: readonly Made[]) => readonly Made[] = (made) => made): string {
  const rng = createRng('window');
  const made: Made[] = [];
  for (let at = 0; at < 14_400; at++) {
    for (const sensor of ['a', 'b']) {
      if (rng.uniform() < 0.02) continue;
      const reading = { at, sensor, value: rng.uniform() < 0.01 ? 60 : 50 + 5 * rng.uniform() };
      const spoilt = sensor === 'a' && isIn(reading) ? spoil(reading, rng.uniform()) : reading;
      if (spoilt) made.push(spoilt);
    }
  }
  return order(made).map(({ at, value, sensor }) => (
    `{"sensor_id":"${sensor}","timestamp":"${new Date(START + Math.round(at * 1000)).toISOString()}","temperature":${value.toFixed(2)}}\n`
  )).join('');
}

async function withLog<T>(text: string, work: (log: Awaited<ReturnType<typeof openLog>>) => Promise<T>): Promise<T> {
  await writeFile(join(directory, 'log.jsonl'), text);
  const log = await openLog([join(directory, 'log.jsonl')]);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

const find = (text: string, options: WindowLogOptions = {}) => withLog(text, async (log) => (await findWindows(log, options)).series);

describe('findWindows', () => {
  it.each<[string, string, string]>([
    ['readings out of range', 'error-rate', makeLog((made, draw) => (draw < 0.3 ? { ...made, value: 70 } : made))],
    ['missing readings', 'gap-rate', makeLog((made, draw) => (draw < 0.4 ? undefined : made))],
    ['an outage', 'gap-rate', makeLog(() => undefined)],
    ['another cadence', 'cadence', makeLog((made, draw) => ({ ...made, at: made.at + (draw < 0.5 ? 0.4 : 0) }))],
    ['late readings', 'lateness', makeLog((made) => made, (made) => (
      [...made].sort((x, y) => (x.at + (x.sensor === 'a' && isIn(x) && x.at % 3 === 0 ? 30 : 0)) - (y.at + (y.sensor === 'a' && isIn(y) && y.at % 3 === 0 ? 30 : 0)))
    ))],
  ])('finds where %s depart from the normal, and says %s', async (_, reason, text) => {
    const [a, b] = await find(text);
    expect(b).toEqual({ sensorId: 'b', windows: [] });
    expect(a.windows, JSON.stringify(a)).toHaveLength(1);
    const [{ fromMs, toMs, reasons }] = a.windows;
    expect(reasons.map((each) => each.reason)).toContain(reason);
    // To the bucket of a minute at either end.
    expect(Math.abs((fromMs - START) / 1000 - FROM)).toBeLessThanOrEqual(60);
    expect(Math.abs((toMs - START) / 1000 - TO)).toBeLessThanOrEqual(60);
  });

  it('finds nothing where nothing departs', async () => {
    expect((await find(makeLog((made) => made))).flatMap(({ windows }) => windows)).toEqual([]);
  });

  it('is not led astray by a reading of a wrong clock', async () => {
    const text = makeLog((made) => made) + '{"sensor_id":"a","timestamp":"2099-01-01T00:00:00Z","temperature":52}\n';
    expect((await find(text)).flatMap(({ windows }) => windows)).toEqual([]);
  });
});

describe('replay in windows', () => {
  it('gives the events of each window, of its own series, and counts the others as outside', async () => {
    const text = makeLog((made) => made);
    const at = (second: number) => ({ timeMs: START + second * 1000, timeNs: 0 });
    const windows = [{ from: at(10), to: at(12), sensorId: 'a' }, { from: at(100), to: at(101) }];
    const { out, accounting } = await withLog(text, async (log) => {
      const replay = await startReplay(log, { windows });
      let lines = '';
      for await (const batch of replay.events) lines += linesOf(batch).toString();
      return { out: lines, accounting: replay.accounting };
    });
    const expected = text.split('\n').filter((line) => /:00:1[01]\.000Z.*|:01:40\.000Z/.test(line) && / *2026-01-01T00:0/.test(line) && (line.includes(':01:40') || line.includes('"a"')));
    expect(out.split('\n').filter(Boolean)).toEqual(expected);
    expect(accounting.events).toBe(expected.length);
    expect(accounting.outside).toBe(text.split('\n').length - 1 - expected.length);
  });

  it('of no windows gives nothing', async () => {
    const accounting = await withLog(makeLog((made) => made), async (log) => {
      const replay = await startReplay(log, { windows: [] });
      for await (const batch of replay.events) expect(batch.count).toBe(0);
      return replay.accounting;
    });
    expect(accounting.events).toBe(0);
  });
});
