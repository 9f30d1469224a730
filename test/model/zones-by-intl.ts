// What the clocks of a zone show, by the machine's own database and nothing of ours.

/** The offset of a zone at an instant, ms, east positive. */
export function offsetByIntl(zone: string): (timeMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (timeMs) => {
    const name = format.formatToParts(timeMs).find(({ type }) => type === 'timeZoneName')!.value;
    const [, sign, hours, minutes, seconds = '0'] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name)!;
    if (sign === undefined) return 0;
    return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
}

export interface Transition {
  readonly atMs: number;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** The changes of a zone's clock in [fromMs, toMs), looked for every fortnight. */
export function transitionsOf(offsetAt: (timeMs: number) => number, fromMs: number, toMs: number): Transition[] {
  const transitions: Transition[] = [];
  for (let ms = fromMs; ms < toMs; ms += 14 * 86_400_000) {
    let [low, high] = [ms, ms + 14 * 86_400_000];
    const [beforeMs, afterMs] = [offsetAt(low), offsetAt(high)];
    if (beforeMs === afterMs) continue;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(middle) === beforeMs) low = middle;
      else high = middle;
    }
    transitions.push({ atMs: high, beforeMs, afterMs });
  }
  return transitions;
}

/** All zones that the machine knows whose clocks change then, one of each that change alike. */
export function changingZones(fromMs: number, toMs: number): { readonly zone: string; readonly offsetAt: (timeMs: number) => number; readonly transitions: Transition[] }[] {
  const seen = new Set<string>();
  return Intl.supportedValuesOf('timeZone').flatMap((zone) => {
    const offsetAt = offsetByIntl(zone);
    const transitions = transitionsOf(offsetAt, fromMs, toMs);
    const key = JSON.stringify(transitions);
    if (transitions.length === 0 || seen.has(key)) return [];
    seen.add(key);
    return [{ zone, offsetAt, transitions }];
  });
}
