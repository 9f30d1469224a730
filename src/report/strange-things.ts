// What a person should know of a log before it is recovered, and what to do about it; the most important first.
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import { formatDuration } from '../model/duration.js';
import type { FieldCensus, LogInspection, SeriesInspection } from '../model/inspection.js';
import { formatCount, formatNoun, formatShare } from './number-format.js';
import { shellWord } from './shell-command.js';
import { spanText } from './span-text.js';
import { UNIT_NAMES } from './unit-names.js';

const EXAMPLES_SHOWN = 3;
const RAW_CHARACTERS = 60;
const YEAR_1971_MS = 31_536_000_000;

/** A sentence or two each; nothing where nothing is strange. */
export function strangeThings(inspection: LogInspection): string[] {
  return [
    ...wholeLog(inspection),
    ...missingFields(inspection),
    ...deadLines(inspection),
    ...times(inspection),
    ...(inspection.likelyUnit ? [`the readings look like ${UNIT_NAMES[inspection.likelyUnit]}: --unit ${inspection.likelyUnit} reads them so`] : []),
    ...someOf(inspection.series, ({ regular, events }) => !regular && events > 2, ({ sensorId, cadenceMs, fitShare }) => (
      Number.isNaN(cadenceMs)
        ? `${sensorId} has too few readings to tell its cadence`
        : `${sensorId} has no steady cadence: ${formatShare(fitShare, 1)} of its spacings fit ${spanText(cadenceMs)}. No gap in it is filled unless `
          + `--interval ${shellWord(`${sensorId}=${formatDuration(cadenceMs)}`)} says that it has one`
    )),
    ...someOf(inspection.series, ({ regimes }) => regimes.length > 0, ({ sensorId, regimes: [{ timestamp, fromCadenceMs, toCadenceMs }, ...others] }) => (
      `${sensorId} changes its cadence from ${spanText(fromCadenceMs)} to ${spanText(toCadenceMs)} at ${timestamp}`
      + (others.length > 0 ? `, and ${formatNoun(others.length, 'more time')} later on` : '')
    )),
    ...someOf(inspection.series, ({ strays }) => strays > 0, ({ sensorId, strays }) => (
      `${formatNoun(strays, 'reading')} of ${sensorId} ${strays === 1 ? 'lies' : 'lie'} far from the rest in time: a clock that was wrong. Kept, as suspect`
    )),
    ...longVoids(inspection),
    ...someOf(inspection.series, ({ values, events }) => events > 2 && values?.least === values?.most, ({ sensorId, values }) => (
      `${sensorId} never changes: every reading is ${values?.most}`
    )),
  ];
}

function wholeLog({ accounting, census, files }: LogInspection): string[] {
  const { lines, blank } = accounting;
  if (lines === 0) return ['the log is empty'];
  if (lines === blank) return ['the log holds blank lines only'];
  const found = files.filter(({ torn }) => torn).slice(0, EXAMPLES_SHOWN)
    .map(({ name }) => `${name} ends without a newline: its last line may be torn`);
  const { odd = '' } = census;
  if (census.notJson + census.notObjects < census.lines || census.lines === 0) return found;
  if (odd.split('\0').length - 1 > odd.length / 3) found.push('this looks like UTF-16: iconv -f UTF-16 -t UTF-8 makes it readable');
  else if (odd.includes('\0')) found.push('this is no text: the bytes hold NUL');
  else if (/\r./.test(odd)) found.push("the lines end with carriage returns alone: tr '\\r' '\\n' makes newlines of them");
  else if (odd.trimStart().startsWith('[')) found.push("the lines are JSON lists, not objects: jq -c '.[]' makes a line of each item");
  else if (/^\s*\{\s*$/.test(odd)) found.push('the objects are spread over several lines: jq -c . makes a line of each');
  else if (/[,;\t]/.test(odd) && !odd.includes('{')) found.push('this looks like a table (CSV), not like a JSON object a line');
  else found.push('no line is a JSON object');
  return found;
}

function missingFields({ census, guess }: LogInspection): string[] {
  if (census.fields.length === 0) return [];
  return guess.unknown.map((field) => {
    const textual = field === 'temperature' ? census.fields.find((one) => one.numericTexts > census.lines / 2) : undefined;
    const nested = census.fields.find((one) => one.inside.length > 0);
    const hint = textual
      ? ` "${textual.name}" holds numbers written as text: ${jq(`${path(textual.name)} |= tonumber`)} makes numbers of them`
      : nested
        ? ` "${nested.name}" is an object (${nested.inside.slice(0, 5).join(', ')}): ${jq(`. + ${path(nested.name)}`)} brings its fields to the top`
        : ` If it is there under another name: --field ${field}=NAME`;
    return `no field looks like the ${field}.${hint}`;
  });
}

function jq(program: string): string {
  return `jq -c ${shellWord(program)}`;
}

function path(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.[${JSON.stringify(name)}]`;
}

function deadLines({ deadLines: found, accounting }: LogInspection): string[] {
  return found.map(({ code, count, first, raw }) => (
    `${formatNoun(count, 'line')} (${formatShare(count, accounting.lines)}) ${count === 1 ? 'is' : 'are'} no event: ${DEAD_LETTER_TEXT[code]}. `
    + `${count === 1 ? 'It is' : 'The first is'} ${first.file}:${first.line} ${excerpt(raw)}`
  ));
}

function times({ census, fields, guess, series }: LogInspection): string[] {
  const field: FieldCensus | undefined = census.fields.find(({ name }) => name === fields.timestamp);
  const found: string[] = [];
  if (guess.assumeUtc) {
    found.push(`the times of "${fields.timestamp}" have no zone, as ${field?.example ?? ''}: they are taken as UTC (--assume-utc)`);
  } else if (field && field.zoneless > 0) {
    found.push(`${formatShare(field.zoneless, field.dateTimes)} of the times have no zone: --assume-utc takes those as UTC`);
  }
  const spans = series.flatMap(({ span }) => span ?? []);
  if (spans.length > 0 && spans.every(({ lastMs }) => Math.abs(lastMs) < YEAR_1971_MS)) {
    found.push(`the times begin in 1970: "${fields.timestamp}" may count from the start of the recording, or in another unit (--time-unit)`);
  }
  return found;
}

function longVoids({ series }: LogInspection): string[] {
  const count = series.reduce((sum, { longVoids: long }) => sum + long, 0);
  if (count === 0) return [];
  const longest = series.flatMap((one) => one.longest).reduce((most, one) => (one.lengthMs! > most.lengthMs! ? one : most));
  return [
    `${formatNoun(count, 'void')} ${count === 1 ? 'is' : 'are'} longer than 60 cadences and would be left open; --max-gap fills longer ones. `
    + `The longest, ${spanText(longest.lengthMs!)}, is from ${longest.after} to ${longest.before}`,
  ];
}

/** A sentence for the first few series that it holds for, and how many more there are. */
function someOf(
  series: readonly SeriesInspection[],
  holds: (one: SeriesInspection) => boolean,
  sentence: (one: SeriesInspection) => string,
): string[] {
  const found = series.filter(holds);
  const left = found.length - EXAMPLES_SHOWN;
  return [...found.slice(0, EXAMPLES_SHOWN).map(sentence), ...(left > 0 ? [`and ${formatCount(left)} more series like that`] : [])];
}

function excerpt(raw: string): string {
  const text = raw.trim();
  return text.length <= RAW_CHARACTERS ? text : `${text.slice(0, RAW_CHARACTERS - 1)}…`;
}
