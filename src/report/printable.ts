// Text from a log is data: printed raw, it could move the cursor, recolour the terminal or fake a line of the report.

// Controls, invisible format characters (they reverse or hide text), line and paragraph separators.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with each such character written as its escape, `\x1b` or `\u{202e}`, safe to print. O(length). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = character.codePointAt(0)!.toString(16);
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}
