// HTML as a value of its own: whatever is put into it is text, unless it is such a value itself. So nothing in the data becomes markup.
import { printable } from '../printable.js';

/** A piece of HTML. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * A piece of HTML from a template. Texts are escaped, control and invisible characters in them shown; lists are joined; undefined and false
 * are nothing. Values of attributes stand in double quotes in the template.
 *
 * @example
 * html`<td>${'<b>'}</td>`.markup; // <td>&lt;b&gt;</td>
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: pieces.reduce((markup, piece, i) => markup + markupOf(parts[i - 1]) + piece) };
}

/**
 * JSON that can stand inside of a script element: nothing in it can end the element, or begin a comment.
 */
export function scriptJson(value: unknown): Html {
  return { markup: JSON.stringify(value).replaceAll('<', '\\u003c') };
}

/** Markup of ours, as it is. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(markupOf).join('');
  return printable(String(part)).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
