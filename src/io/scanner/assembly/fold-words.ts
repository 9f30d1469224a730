// Shortens bytes without changing their CRC-32: they are divided by a multiple of its polynomial that has five terms only, each a whole
// number of 16-byte words apart, so that a word takes five exclusive ors and no table. Found by search: the shortest such multiple.

const WORD_BYTES: usize = 16;
/** y^300 + y^155 + y^117 + y^89 + 1, where y is x^128. */
const WINDOW_BYTES: usize = 300 * WORD_BYTES;
const TERM_1: usize = 155 * WORD_BYTES;
const TERM_2: usize = 117 * WORD_BYTES;
const TERM_3: usize = 89 * WORD_BYTES;

/**
 * Divides the `words` words at `bytes`. `quotients` holds the 300 quotients before them (zeros at first) and room for as many as there are
 * words; afterwards it begins with the last 300.
 */
export function foldWords(bytes: usize, words: usize, quotients: usize): void {
  const size = words * WORD_BYTES;
  for (let i: usize = 0; i < size; i += WORD_BYTES) v128.store(quotients + WINDOW_BYTES + i, reduced(bytes + i, quotients + i));
  memory.copy(quotients, quotients + size, WINDOW_BYTES);
}

/** Turns the last 300 words, at `bytes`, into the remainder, which has the CRC of all words; `quotients` as before, with room for 300. */
export function foldRemainder(bytes: usize, quotients: usize): void {
  memory.fill(quotients + WINDOW_BYTES, 0, WINDOW_BYTES);
  for (let i: usize = 0; i < WINDOW_BYTES; i += WORD_BYTES) v128.store(bytes + i, reduced(bytes + i, quotients + i));
}

/** The word at `at` with what earlier quotients add to it; `window` begins with the one that is 300 words back. */
// @ts-ignore: decorator
@inline
function reduced(at: usize, window: usize): v128 {
  const far = v128.xor(v128.load(window), v128.load(window, TERM_1));
  const near = v128.xor(v128.load(window, TERM_2), v128.load(window, TERM_3));
  return v128.xor(v128.load(at), v128.xor(far, near));
}
