// What `telemend window` does: finds the error windows of a log, writes a line for each, and says how many there are.
import { openEventLog } from '../io/open-event-log.js';
import { formatInstant } from '../model/instant.js';
import type { ReadOptions } from '../pipeline/options.js';
import { findWindows } from '../pipeline/window-log.js';
import { formatNoun } from '../report/number-format.js';
import { noteFormat } from './format-note.js';
import { note, noteLosses, setExitCode } from './notes.js';
import { intervalSettings, rangeSettings } from './options.js';
import { finishEarlierCommits, writeOutput } from './output.js';
import type { WindowCommandFlags } from './window-flags.js';

export async function runWindow(inputs: readonly string[], flags: WindowCommandFlags, given: ReadOptions): Promise<void> {
  const { bucket: bucketMs, memory: memoryBytes } = flags;
  const intervals = intervalSettings(flags);
  await finishEarlierCommits([...inputs, flags.output ?? '-']);
  const { log, options: input } = await openEventLog(inputs, given);
  try {
    const { series, replay } = await findWindows(log, { ...input, ...rangeSettings(flags), bucketMs, intervals, memoryBytes });
    if (replay.notice !== undefined) note(replay.notice);
    const found = series
      .flatMap(({ sensorId, windows }) => windows.map((window) => ({ sensorId, window })))
      .sort((a, b) => a.window.fromMs - b.window.fromMs);
    await writeOutput(flags.output, inputs, async (write) => {
      for (const { sensorId, window: { fromMs, toMs, reasons } } of found) {
        await write(`${JSON.stringify({ from: formatInstant(fromMs, 0), to: formatInstant(toMs, 0), sensor_id: sensorId, reasons })}\n`);
      }
    });
    const { events, deadLetters, lines } = replay.accounting;
    const isFormat = 2 * deadLetters > lines && (await noteFormat(log, input));
    const where = formatNoun(new Set(found.map(({ sensorId }) => sensorId)).size, 'series', 'series');
    if (events === 0) note('no line of the input is an event', isFormat ? undefined : 'telemend inspect LOG shows why');
    else note(found.length === 0 ? 'no window departs from the normal of its series' : `${formatNoun(found.length, 'window')} of ${where} of ${series.length}`);
    if (deadLetters > 0) note(`${formatNoun(deadLetters, 'line is', 'lines are')} no event, and so in no window`);
    setExitCode(noteLosses(log) || deadLetters > 0 || events === 0, flags.exitZero);
  } finally {
    await log.close();
  }
}
