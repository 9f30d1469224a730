// A value in a few characters: values of strangers' lines may be as long and nest as deep as their authors liked.

/**
 * The beginning of a value's JSON text, at most so many characters, the last of them … where it was cut. O(characters) but for objects with
 * many members, however long and deep the value is.
 *
 * @example
 * preview({ a: [1, 2, 3] }, 8); // {"a":[1…
 */
export function preview(value: unknown, characters: number): string {
  const text = beginning(value, characters + 1);
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}

/** At least so many characters of the text, or all of it. Each level of nesting has a character of its own, so the depth is bounded too. */
function beginning(value: unknown, characters: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, characters));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const [name, inner] of Object.entries(value)) {
    if (text.length >= characters) return text;
    if (text.length > 1) text += ',';
    if (!isList) text += `${beginning(name, characters - text.length)}:`;
    text += beginning(inner, Math.max(0, characters - text.length));
  }
  return text + (isList ? ']' : '}');
}
