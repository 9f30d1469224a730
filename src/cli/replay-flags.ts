// What commander collects for replay.
import type { GridFlags } from './grid-option.js';
import type { ExitFlags, FormatFlags, InputFlags, OutputFlags, UnitFlags, WindowFlags, WindowsFlags } from './options.js';

export interface ReplayFlags extends InputFlags, UnitFlags, WindowFlags, WindowsFlags, OutputFlags, FormatFlags, GridFlags, ExitFlags {
  readonly speed?: number;
  readonly memory?: number;
  /** False with --no-index. */
  readonly index?: boolean;
  readonly dead?: string;
  readonly follow?: true;
  readonly lateness?: number;
  readonly late?: string;
}

/** What to do with a table. */
export const LIVE_FORMAT_HINT = 'live input is JSON lines; CSV is read from files, and from stdin without --follow';
