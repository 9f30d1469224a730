// Readings that stand for none: sentinels such as -999, and words such as NaN or ---.

/** Whether a reading, as text and as the number that it spells (undefined where it spells none), stands for none. */
export type MissingTest = (text: string, number: number | undefined) => boolean;

/**
 * A test for markers: text is compared as it is, and a marker that is a number also stands for that number in other spellings
 * (-999 for -999.0). O(1).
 *
 * @example
 * createMissingTest(['-999', '---'])('-999.00', -999); // true
 */
export function createMissingTest(markers: readonly string[]): MissingTest {
  if (markers.length === 0) return () => false;
  const texts = new Set(markers);
  const numbers = missingNumbers(markers);
  return (text, number) => texts.has(text) || (number !== undefined && numbers.has(number));
}

/** The markers that are numbers. */
export function missingNumbers(markers: readonly string[]): ReadonlySet<number> {
  return new Set(markers.filter((marker) => marker.trim() !== '').map(Number).filter(Number.isFinite));
}
