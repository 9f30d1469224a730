// Parts of plain data that are the same for many series are kept once: the languages of a million series are mostly one language.

/** More different parts than this are not looked for again. */
const MOST_PARTS = 4096;

/** Members that are equal to one that was seen are replaced by it. */
export type PartSharer = (plain: object | undefined) => void;

/**
 * A function that goes over plain data, which JSON can hold. O(size of the data); memory: the parts.
 *
 * @example
 * const share = createPartSharer();
 * for (const { language } of profiles) share(language);
 */
export function createPartSharer(): PartSharer {
  const parts = new Map<string, unknown>();
  return (plain) => {
    if (plain === undefined) return;
    const members = plain as Record<string, unknown>;
    for (const [name, value] of Object.entries(members)) {
      if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue;
      const text = JSON.stringify(value);
      if (parts.has(text)) members[name] = parts.get(text);
      else if (parts.size < MOST_PARTS) parts.set(text, value);
    }
  };
}
