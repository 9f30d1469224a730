// Small files of text, read whole: scenarios and the like.
import { readBytes } from './chunks.js';
import { openLog } from './log.js';

/**
 * The text of a file, `-` for stdin; without its byte order mark.
 *
 * @throws TelemendError where it cannot be read, as for any input.
 */
export async function readText(path: string): Promise<string> {
  const input = await openLog([path]);
  try {
    const [file] = input.files;
    const pieces: Buffer[] = [];
    for await (const piece of readBytes(file, file.dataOffset, file.size - file.dataOffset)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  } finally {
    await input.close();
  }
}
