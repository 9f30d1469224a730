// How far a long command is, in one line: share, a bar, rate, and time left.
import { formatCount } from './number-format.js';
import { spanText } from './span-text.js';
import { fitText } from './text-width.js';

/** A part of the work: its bytes, and how long one of them takes compared with those of the other parts. */
export interface WorkStage {
  readonly bytes: number;
  readonly weight: number;
}

/** What is known of the work. */
export interface WorkState {
  readonly label: string;
  readonly stages: readonly WorkStage[];
  /** Since the beginning. */
  readonly bytesRead: number;
  readonly elapsedMs: number;
}

const BAR_COLUMNS = 24;
const MEGABYTE = 1e6;
/** The share that is shown until the work is done: more may be read than was thought. */
const MOST_SHARE = 0.99;

/**
 * The line, at most `width` columns wide.
 *
 * @example
 * progressLine({ label: 'recover', stages: [{ bytes: 1e9, weight: 1 }], bytesRead: 5e8, elapsedMs: 5000 }, 80);
 * // recover   50 % ████████████············  100 MB/s  5s left
 */
export function progressLine({ label, stages, bytesRead, elapsedMs }: WorkState, width: number): string {
  const share = Math.min(MOST_SHARE, shareOf(stages, bytesRead));
  const leftMs = share > 0 ? (elapsedMs * (1 - share)) / share : NaN;
  const filled = Math.round(share * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '·'.repeat(BAR_COLUMNS - filled);
  const rate = bytesRead / MEGABYTE / (elapsedMs / 1000);
  const left = Number.isNaN(leftMs) ? '' : `  ${spanText(Math.max(1000, Math.round(leftMs / 1000) * 1000))} left`;
  return fitText(`${label}  ${String(Math.floor(share * 100)).padStart(2)} % ${bar}  ${rateText(rate)}${left}`, width);
}

/** How much of the work is done when so many bytes were read, one stage after the other. */
function shareOf(stages: readonly WorkStage[], bytesRead: number): number {
  const all = stages.reduce((sum, { bytes, weight }) => sum + bytes * weight, 0);
  let done = 0;
  let rest = bytesRead;
  for (const { bytes, weight } of stages) {
    done += Math.min(rest, bytes) * weight;
    rest -= Math.min(rest, bytes);
  }
  return all > 0 ? done / all : 0;
}

function rateText(megabytes: number): string {
  return `${megabytes >= 10 ? formatCount(Math.round(megabytes)) : megabytes.toFixed(1)} MB/s`;
}
