// The word that was probably meant.

/**
 * The word nearest to a misspelt one: by the edits between them, swaps of neighbours counted once (Damerau-Levenshtein, optimal string
 * alignment), case ignored; at most two fifths of its letters may differ. Undefined where none is that near. O(words x letters squared).
 *
 * @example
 * nearestWord('temprature', ['timestamp', 'temperature']); // 'temperature'
 */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  let best: { word: string; edits: number } | undefined;
  for (const one of words) {
    const edits = editsBetween(word.toLowerCase(), one.toLowerCase());
    if (edits <= 0.4 * Math.max(word.length, one.length) && !(best && best.edits <= edits)) best = { word: one, edits };
  }
  return best?.word;
}

function editsBetween(a: string, b: string): number {
  if (Math.max(a.length, b.length) > 64) return a === b ? 0 : Infinity;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2] + 1 : Infinity;
      row.push(Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), swap));
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
