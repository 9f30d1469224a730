// A place that is not there, or that this user may not look at, holds nothing of ours.
import { TelemendError } from '../model/errors.js';

/** What a promise gives; undefined where the path is not there or may not be used. */
export async function ifUsable<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof TelemendError && (error.code === 'not-found' || error.code === 'not-usable')) return undefined;
    throw error;
  }
}
