// Text from a log is data: printed raw, it could move the cursor, recolour the terminal or fake a line of the report.

// C0 and C1 controls, line and paragraph separators, and the marks that reverse or hide the direction of text.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The text with each control character written as its `\xNN` or `\uNNNN` escape, safe to print. O(length). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = character.charCodeAt(0).toString(16);
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex}`;
  });
}
