// A point in words: when, what, how sure, and why.
import { rowFrom, type Rows } from './rows.js';

const FLAGS: Readonly<Record<string, string>> = { 1: 'pass', 2: 'not evaluated', 3: 'suspect', 4: 'fail' };
const OUTCOMES = { replaced: 'replaced', dropped: 'left out', contradicted: 'another one was kept' } as const;

/** What the table has of a point. */
export interface PointWords {
  readonly time: string;
  readonly value: string;
  readonly origin: string;
  readonly flag: string;
  readonly low: string;
  readonly high: string;
  readonly remark: string;
}

/** The words for a row that is a point. */
export function pointWords({ points: { observed, made, aside }, timeMs, kind, at }: Rows, row: number): PointWords {
  const i = at[row];
  const none = { time: timeText(timeMs[row]), low: '', high: '', remark: '' };
  switch (kind[row]) {
    case 'made': return {
      ...none, value: String(made.v[i]), origin: made.origin[i], flag: flagText('1'), low: boundText(made.lo[i]), high: boundText(made.hi[i]), remark: made.method[i],
    };
    case 'aside': return { ...none, value: String(aside.v[i]), origin: OUTCOMES[aside.outcome[i]], flag: flagText('4'), remark: aside.why[i] };
    default: return { ...none, value: String(observed.v[i]), origin: 'observed', flag: flagText(observed.flag[i]) };
  }
}

/** The same as lines of text; with the other points of the instant, so that what was replaced stands beside what replaced it. */
export function pointLines(rows: Rows, row: number): string[] {
  const instant = rows.timeMs[row];
  const lines = [timeText(instant)];
  for (let i = rowFrom(rows, instant); rows.timeMs[i] === instant; i++) {
    const { value, origin, flag, low, high, remark } = pointWords(rows, i);
    if (rows.kind[i] === 'break') continue;
    const isAside = rows.kind[i] === 'aside';
    lines.push(`${value}  ${isAside ? `read, ${origin}` : origin}${remark === '' ? '' : ` (${remark})`}, flag ${flag}`);
    if (low !== '') lines.push(`90 %: ${low} to ${high}`);
  }
  return lines;
}

/** An open void in words. */
export function voidLines({ from, to, instants, why }: Rows['points']['voids'][number]): string[] {
  const bound = (ms: number) => (Number.isFinite(ms) ? timeText(ms) : 'the edge');
  return [`${bound(from)} to ${bound(to)}`, `left open (${why}): ${instants} ${instants === 1 ? 'event is' : 'events are'} missing`];
}

/** RFC 3339, UTC; microseconds where the log has them. */
export function timeText(timeMs: number): string {
  const whole = Math.floor(timeMs);
  const micros = Math.round((timeMs - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : text.replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

function flagText(flag: string): string {
  return `${flag} (${FLAGS[flag] ?? 'unknown'})`;
}

function boundText(bound: number): string {
  return Number.isNaN(bound) ? '' : String(bound);
}
