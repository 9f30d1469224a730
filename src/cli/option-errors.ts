// What a parser of a value rejects becomes an error that names the option.
import type { Option } from 'commander';
import { TelemendError } from '../model/errors.js';

/** Gives an option its parser; what it rejects is a usage error that begins with the option's name. */
export function withOptionName<T>(option: Option, parse: (text: string, earlier?: T) => T): Option {
  return option.argParser((text: string, earlier: T | undefined) => {
    try {
      return parse(text, earlier);
    } catch (error) {
      if (!(error instanceof TelemendError)) throw error;
      throw new TelemendError(error.code, `${option.long ?? option.flags}: ${error.message}`, { hint: error.hint, cause: error });
    }
  });
}
