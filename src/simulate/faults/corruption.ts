// The ways in which a line is damaged, by name.

/** How a line is damaged. */
export const CORRUPTIONS = ['truncated', 'garbled', 'field-missing', 'wrong-type'] as const;
export type Corruption = (typeof CORRUPTIONS)[number];
