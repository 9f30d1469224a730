// Text in other encodings than UTF-8, brought into UTF-8 on the way in.
import { TelemendError } from '../model/errors.js';

/**
 * Bytes in an encoding as UTF-8. What is no character in it becomes U+FFFD. O(bytes).
 *
 * @param encoding a label of the WHATWG encoding standard: latin1 (which is windows-1252 there), utf-16le
 */
export async function* transcode(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer, void, undefined> {
  const decoder = createTextDecoder(encoding);
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** A decoder of text. @throws TelemendError `usage` where no encoding has that label. */
function createTextDecoder(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new TelemendError('usage', `"${encoding}" is no encoding`, { hint: 'write latin1, windows-1252, utf-16le or another label that browsers know' });
  }
}
