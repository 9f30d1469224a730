// What commander collects for aggregate.
import type { Range } from '../model/event.js';
import type { ExitFlags, InputFlags, IntervalFlags, OutputFlags } from './options.js';

export interface AggregateFlags extends InputFlags, IntervalFlags, OutputFlags, ExitFlags {
  readonly window?: number;
  readonly timezone?: string;
  readonly range?: Range;
  readonly quantiles?: readonly number[];
  readonly calc?: string;
  readonly seed?: string;
  readonly format?: 'jsonl' | 'csv';
  readonly update?: string;
  readonly verify?: true;
  readonly memory?: number;
}
