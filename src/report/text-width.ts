// How many columns of a terminal a text takes: ids and file names may hold wide and combining characters.

// East Asian Wide and Fullwidth blocks and the emoji (Unicode UAX #11, by block).
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mark}/u;
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Columns of a text without control characters. O(length). */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text in at most `width` columns; where it had to be cut, … ends it. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let fitted = '';
  let used = 1;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    fitted += character;
  }
  return `${fitted}…`;
}

function characterWidth(character: string): number {
  return COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/**
 * A text in lines of at most `width` columns, broken at blanks; the first begins with `first`, the others with `rest`. A word that is
 * longer than a line stands alone. A newline behind each line.
 */
export function wrapText(text: string, width: number, first = '', rest = first): string {
  let lines = '';
  let line = first;
  let isBegun = false;
  for (const word of text.split(' ')) {
    if (isBegun && textWidth(line) + 1 + textWidth(word) > width) {
      lines += `${line}\n`;
      line = rest;
      isBegun = false;
    }
    line += isBegun ? ` ${word}` : word;
    isBegun = true;
  }
  return `${lines}${line}\n`;
}
