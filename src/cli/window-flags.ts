// What commander collects for window.
import type { ExitFlags, InputFlags, IntervalFlags, OutputFlags, RangeFlags } from './options.js';

export interface WindowCommandFlags extends InputFlags, RangeFlags, IntervalFlags, OutputFlags, ExitFlags {
  readonly bucket?: number;
  readonly memory?: number;
}
