// Colour where it is wanted: never the only carrier of what is said.

/** The few colours of the reports. */
export type Colour = 'red' | 'green' | 'cyan' | 'dim';

/** Puts a text in a colour, or leaves it as it is. */
export type Paint = (text: string, colour: Colour) => string;

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  cyan: [36, 39],
  dim: [2, 22],
};

/** Whether to colour: on a terminal that can, unless NO_COLOR is set to anything (https://no-color.org). */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** The paint for a report that is coloured or not. */
export function createPaint(coloured: boolean): Paint {
  if (!coloured) return (text) => text;
  return (text, colour) => (text === '' ? text : `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`);
}
