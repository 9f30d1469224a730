// An input that somebody writes to while it is read: what then does not add up is no defect of ours, and the message must say so.
import { TelemendError } from '../model/errors.js';
import type { Log } from './log.js';

/**
 * The error to throw in the place of one: where it is a defect, and an input has another time of change than when it was opened, one that
 * names that input.
 */
export async function blameChangedInput(error: unknown, log: Log): Promise<unknown> {
  if (error instanceof TelemendError && error.code !== 'internal') return error;
  for (const { name, modifiedNs, handle } of log.files) {
    if (modifiedNs === undefined || (await handle.stat()).modifiedNs === modifiedNs) continue;
    return new TelemendError('bad-input', `${name} changed while being read`, {
      file: name, hint: 'copy the file first, or stop what writes to it', cause: error,
    });
  }
  return error;
}
