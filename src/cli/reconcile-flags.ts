// What commander collects for reconcile and apply.
import type { TimeUnit } from '../model/event.js';
import type { Tolerance } from '../reconcile/value.js';
import type { ExitFlags, OutputFlags, WindowFlags, WindowsFlags } from './options.js';

export interface ReconcileFlags extends OutputFlags, ExitFlags, WindowFlags, WindowsFlags {
  readonly key?: readonly string[];
  readonly fields?: readonly string[];
  readonly tolerance?: ReadonlyMap<string, Tolerance>;
  readonly timeUnit?: TimeUnit;
  readonly assumeUtc?: true;
  readonly memory?: number;
}

export interface ApplyFlags extends OutputFlags {
  readonly dryRun?: true;
}
