// Small files of text, read whole: scenarios and the like.
import { constants } from 'node:buffer';
import { TelemendError } from '../model/errors.js';
import { readBytes } from './chunks.js';
import { openLog } from './log.js';

/**
 * The text of a file, `-` for stdin; without its byte order mark.
 *
 * @throws TelemendError where it cannot be read, as for any input; `bad-input` where no text can be that long.
 */
export async function readText(path: string): Promise<string> {
  const input = await openLog([path]);
  try {
    const [file] = input.files;
    if (file.size > constants.MAX_STRING_LENGTH) {
      throw new TelemendError('bad-input', `${path} has ${file.size} bytes, more than can be read at once`, { file: path, hint: 'is it the right file?' });
    }
    const pieces: Buffer[] = [];
    for await (const piece of readBytes(file, file.dataOffset, file.size - file.dataOffset)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  } finally {
    await input.close();
  }
}
