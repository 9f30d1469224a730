// Where a recovery writes: beside a file its side files, beside stdout or a device only what was asked for.
import { isRegularTarget } from '../io/output-target.js';
import { sideFileNames, type RecoverOutputs } from '../pipeline/recover-log.js';
import type { OutputFlags, SideFileFlags } from './options.js';

/** The outputs that the flags ask for. */
export async function recoverOutputs({ output = '-', dead, audit, manifest }: OutputFlags & SideFileFlags): Promise<RecoverOutputs> {
  const beside: RecoverOutputs = (await isRegularTarget(output)) ? sideFileNames(output) : {};
  return { output, dead: dead ?? beside.dead, audit: audit ?? beside.audit, cells: beside.cells, manifest: manifest ?? beside.manifest };
}
