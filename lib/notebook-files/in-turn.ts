/** Processes several notebooks in sequence: a failure doesn't stop the rest, and Ctrl-C keeps what is finished. */
import { DataError, LabError } from '../core/errors';
import { shownPath } from './environment';
import { type Notebook, readNotebook } from './ipynb';
import { inWords } from './system-error';

export interface NotebookFile {
  path: string;
  /** Its name in messages. */
  name: string;
  /** Its content, or why it can't be read. */
  content: Notebook | DataError;
}

/** Reads a file; if it isn't a notebook, the error is reported when its turn comes. */
export function notebookFile(path: string): NotebookFile {
  try {
    return { path, name: shownPath(path), content: readNotebook(path) };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { path, name: shownPath(path), content: error };
  }
}

export interface InTurnOptions {
  /** The word for a notebook that succeeded: `passed`. */
  done: string;
  /** Called for one that failed, before its error is printed. */
  onFailed?: (file: NotebookFile, seconds: string) => void;
  /** Print how many passed and failed (default: when there is more than one). */
  summary?: boolean;
  signal: AbortSignal;
}

/**
 * Calls `work` for each file; it throws on failure. Errors go to standard error as they happen.
 * @returns whether all succeeded
 * @throws the signal's reason when aborted, after reporting what was finished and what wasn't
 */
export async function inTurn(
  files: NotebookFile[],
  work: (file: NotebookFile, notebook: Notebook, seconds: () => string) => Promise<void>,
  { done, onFailed, summary = files.length > 1, signal }: InTurnOptions,
): Promise<boolean> {
  const failed: string[] = [];
  for (const [at, file] of files.entries()) {
    const start = performance.now();
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    try {
      signal.throwIfAborted();
      if (file.content instanceof DataError) throw file.content;
      await work(file, file.content, seconds);
    } catch (error) {
      if (signal.aborted) {
        const rest = files.slice(at).map(({ name }) => name);
        if (summary) process.stdout.write(`${counts(at - failed.length, done, failed, rest)}\n`);
        throw error;
      }
      failed.push(file.name);
      onFailed?.(file, seconds());
      process.stderr.write(`${messageOf(error, file.name)}\n`);
    }
  }
  if (summary) process.stdout.write(`${counts(files.length - failed.length, done, failed, [])}\n`);
  return failed.length === 0;
}

/** `6 passed, 1 failed (notebooks/a.ipynb), 2 not finished (notebooks/b.ipynb, notebooks/c.ipynb)` */
function counts(passed: number, done: string, failed: string[], rest: string[]): string {
  const list = (names: string[]) => (names.length > 0 ? ` (${names.join(', ')})` : '');
  const unfinished = rest.length > 0 ? `, ${rest.length} not finished${list(rest)}` : '';
  return `${passed} ${done}, ${failed.length} failed${list(failed)}${unfinished}`;
}

/** Our own errors name their notebook; unexpected ones are shown in full. */
function messageOf(thrown: unknown, name: string): string {
  const error = inWords(thrown);
  if (error instanceof LabError) return error.message;
  return `${name}: ${error instanceof Error ? error.stack : String(error)}`;
}
