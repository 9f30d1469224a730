// What commander collects for index.
import type { ExitFlags, InputFlags } from './options.js';

export interface IndexFlags extends InputFlags, ExitFlags {
  readonly verify?: true;
  readonly rebuild?: true;
}
