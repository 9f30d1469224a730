// What `telemend report` does: finds the files of a recovery, gathers what is shown of them, writes the page.
import { fileURLToPath } from 'node:url';
import { isStdin } from '../io/log.js';
import { readText } from '../io/read-text.js';
import { TelemendError } from '../model/errors.js';
import type { RecoveryReport } from '../model/recovery-report.js';
import type { Instant } from '../model/instant.js';
import { sideFileNames } from '../pipeline/recover-log.js';
import { reportRecovery, type ReportSources } from '../pipeline/report-recovery.js';
import { findSaved, isThere, readManifest, type SavedManifest } from '../pipeline/saved-manifest.js';
import { reportPage, type Absence } from '../report/html/report-page.js';
import { formatNoun } from '../report/number-format.js';
import { printable } from '../report/printable.js';
import { note, setExitCode, tell } from './notes.js';
import { inputSettings, type InputFlags, type OutputFlags, type SideFileFlags } from './options.js';
import { finishEarlierCommits, writeOutput } from './output.js';
import { bytesOfFiles, withProgress } from './progress.js';

/** What commander collects. */
export interface ReportFlags extends InputFlags, OutputFlags, SideFileFlags {
  readonly from?: Instant;
  readonly to?: Instant;
}

const CONSEQUENCES = {
  manifest: 'lines were read, and nothing judged, by the options given; cadence, accounting, options and checksums are not shown.',
  audit: 'voids that were left open, and readings that were dropped or contradicted, are not shown.',
  dead: 'lines that are no events are not shown.',
} as const;

/** Runs it. @param name a clean series or its manifest. Exits 3 where it holds no event. */
export async function runReport(name: string, flags: ReportFlags): Promise<void> {
  const { output = '-', from, to, sensor: sensors } = flags;
  if (output === '-' && process.stdout.isTTY) {
    throw new TelemendError('usage', 'a page is nothing to read in a terminal', { hint: '-o report.html writes it to a file' });
  }
  await finishEarlierCommits([name, output]);
  const sources = await findSources(name, flags);
  const { fields, timeUnit, assumeUtc, defaultSensor, maxLineBytes, missing, reading } = inputSettings(flags);
  const inputs = [sources.clean, sources.manifest?.path, sources.audit, sources.dead].filter((path) => path !== undefined);
  const stages = [{ bytes: await bytesOfFiles([sources.clean, sources.audit, sources.dead]), weight: 1 }];
  const decode = { fields, timeUnit, assumeUtc, defaultSensor, maxLineBytes, missing, reading };
  const report = await withProgress({ label: 'report', stages, output: undefined }, () => reportRecovery(sources, { decode, sensors, from, to }));
  const [script, style] = await Promise.all([pagePart('page.js'), pagePart('page.css')]);
  await writeOutput(output, inputs, (write) => write(reportPage(report, absencesOf(sources), { script, style })));
  if (report.events === 0) note(`no event of ${sources.clean} is shown`, nothingHint(sources, flags));
  else tell(`${printable(summaryText(report, output))}\n`);
  setExitCode(report.events === 0);
}

/** The files that there are, by the flags, the manifest, and the names that recover gives. */
async function findSources(name: string, flags: SideFileFlags): Promise<ReportSources> {
  const isManifest = name.endsWith('.json');
  const manifestPath = flags.manifest ?? (isManifest ? name : await ifThere(sideFileNames(name).manifest));
  const manifest = manifestPath === undefined ? undefined : await readManifest(manifestPath);
  const clean = isManifest ? await cleanOf(manifest!) : name;
  const beside = sideFileNames(clean);
  const find = async (kind: 'audit' | 'dead') => {
    const saved = manifest?.outputs.find((file) => file.name.endsWith(`.${kind}.jsonl`));
    return flags[kind] ?? (saved ? await findSaved(manifest!, saved) : await ifThere(beside[kind]));
  };
  return { clean, manifest, audit: await find('audit'), dead: await find('dead') };
}

async function cleanOf(manifest: SavedManifest): Promise<string> {
  const [output] = manifest.outputs;
  const path = output && (await findSaved(manifest, output));
  if (path === undefined) {
    throw new TelemendError('bad-input', `the clean series of ${manifest.path} is not there`, { file: manifest.path, hint: 'name the series, and the manifest with --manifest' });
  }
  return path;
}

async function ifThere(path: string): Promise<string | undefined> {
  return !isStdin(path) && (await isThere(path)) ? path : undefined;
}

function absencesOf(sources: ReportSources): Absence[] {
  const titles = { manifest: 'The manifest', audit: 'The audit', dead: 'The file of dead letters' } as const;
  return (['manifest', 'audit', 'dead'] as const).filter((what) => sources[what] === undefined)
    .map((what) => ({ what: titles[what], consequence: CONSEQUENCES[what] }));
}

/** A file that the build puts beside the modules. */
function pagePart(file: string): Promise<string> {
  return readText(fileURLToPath(new URL(`../report/page/${file}`, import.meta.url)));
}

function summaryText({ events, series, seriesLeft }: RecoveryReport, output: string): string {
  const isThinned = series.some(({ thinning }) => thinning.observed + thinning.made + thinning.setAside > 3);
  const what = `${formatNoun(events, 'event')} of ${formatNoun(series.length, 'series', 'series')}`;
  const left = seriesLeft > 0 ? `; ${formatNoun(seriesLeft, 'more series', 'more series')} left out, --sensor chooses` : '';
  const thinned = isThinned ? '; thinned for drawing, --sensor, --from and --to draw a part in full' : '';
  return `${output === '-' ? 'the page' : output} shows ${what}${thinned}${left}`;
}

function nothingHint({ clean, manifest }: ReportSources, { sensor, from, to }: ReportFlags): string {
  if (sensor || from || to) return 'without --sensor, --from and --to all of it is shown';
  return manifest ? 'nothing was recovered' : `telemend inspect ${clean} shows what is in it`;
}
