/** Dead letters of an embedded log, in its file `dead-letters.ndjson`, to which any process may append. */
import { open, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { distinctLetters } from '../dead-letter';
import type { DeadLetter, DeadLetters } from '../event-log';

export class DeadLetterFile implements DeadLetters {
  readonly #file: string;

  constructor(dir: string) {
    this.#file = path.join(dir, 'dead-letters.ndjson');
  }

  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const handle = await open(this.#file, 'a');
    try {
      // It begins with a new line, as the one before may have been cut off.
      await handle.writeFile(letters.map((letter) => `\n${JSON.stringify(letter)}`).join(''));
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  async read(): Promise<DeadLetter[]> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return distinctLetters(text.split('\n'));
  }
}
