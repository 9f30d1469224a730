// Reads a file of windows, a line of JSON each, as `telemend window` writes it.
import { readText } from '../io/read-text.js';
import { parseErrorWindow, type ErrorWindow } from '../model/error-window.js';
import { TelemendError } from '../model/errors.js';

/** The windows in a file, `-` for stdin. @throws TelemendError `bad-input` with file and line. */
export async function readWindows(path: string): Promise<readonly ErrorWindow[]> {
  const windows: ErrorWindow[] = [];
  for (const [i, line] of (await readText(path)).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      windows.push(parseErrorWindow(line));
    } catch (error) {
      if (!(error instanceof TelemendError)) throw error;
      throw new TelemendError('bad-input', `${path}, line ${i + 1}: ${error.message}`, { file: path, line: i + 1, hint: error.hint });
    }
  }
  return windows;
}
