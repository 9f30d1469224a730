// Numbers as people read them in a report; the same in every locale, so that output can be compared.

/** A count with thousands separators: 1,234,567. */
export function formatCount(count: number): string {
  let text = String(count);
  for (let at = text.length - 3; at > (count < 0 ? 1 : 0); at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
}

/** A share of a total with one digit: `4.9 %`; never 0.0 % of something or 100.0 % of less than all; `-` of nothing. */
export function formatShare(part: number, total: number): string {
  if (total === 0) return '-';
  const percent = (100 * part) / total;
  if (part > 0 && percent < 0.1) return '<0.1 %';
  if (part < total && percent > 99.9) return '>99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** "1 line", "2,000 lines". */
export function formatNoun(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
