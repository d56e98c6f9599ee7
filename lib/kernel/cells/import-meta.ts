/** The `import.meta` of code that runs as CommonJS. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param resolve finds files from there */
export function importMeta(file: string, resolve: (path: string) => string): object {
  return {
    url: pathToFileURL(file).href,
    filename: file,
    dirname: dirname(file),
    resolve: (path: string) => pathToFileURL(resolve(path)).href,
  };
}
