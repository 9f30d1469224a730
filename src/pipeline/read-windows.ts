// Reads files of windows, a line of JSON each: as `telemend window` writes them, and those of maintenance.
import { readText } from '../io/read-text.js';
import { parseErrorWindow, type ErrorWindow } from '../model/error-window.js';
import { TelemendError } from '../model/errors.js';
import { parseMaintenance, type MaintenanceWindow } from '../model/maintenance.js';

/** The windows in a file, `-` for stdin. @throws TelemendError `bad-input` with file and line. */
export function readWindows(path: string): Promise<readonly ErrorWindow[]> {
  return readEach(path, parseErrorWindow);
}

/** The maintenance windows in a file, `-` for stdin. @throws TelemendError `bad-input` with file and line. */
export function readMaintenance(path: string): Promise<readonly MaintenanceWindow[]> {
  return readEach(path, parseMaintenance);
}

async function readEach<T>(path: string, parse: (line: string) => T): Promise<T[]> {
  const windows: T[] = [];
  for (const [i, line] of (await readText(path)).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      windows.push(parse(line.trim()));
    } catch (error) {
      if (!(error instanceof TelemendError)) throw error;
      throw new TelemendError('bad-input', `${path}, line ${i + 1}: ${error.message}`, { file: path, line: i + 1, hint: error.hint });
    }
  }
  return windows;
}
