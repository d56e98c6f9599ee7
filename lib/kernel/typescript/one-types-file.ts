/**
 * Combines the types of Node, like those of the language, into one file instead of sixty: TypeScript looks at each
 * file of the program again for each cell. A file that is a module stays apart.
 */
import { dirname, join } from 'node:path';

const REFERENCE = /^\/\/\/ *<reference path="([^"]+)" *\/>.*$/gm;
const OTHER_REFERENCE = /^\/\/\/ *<reference (?!path=).*\/>.*$/gm;

/** The result of {@link oneTypesFile}. */
export interface OneTypesFile {
  readonly text: string;
  /** The files included in `text`. */
  readonly inside: ReadonlySet<string>;
}

/**
 * A declaration file with all that it refers to by path, each file once.
 * @param path with slashes only
 * @param read the text of a file; undefined if there is none
 */
export function oneTypesFile(path: string, read: (path: string) => string | undefined): OneTypesFile {
  const inside = new Set<string>();
  const kept = new Set<string>();
  const texts: string[] = [];
  const include = (file: string): void => {
    const text = read(file);
    if (inside.has(file) || text === undefined) return;
    const folder = dirname(file);
    if (/^(import|export)\b/m.test(text)) {
      kept.add(`/// <reference path="${file}" />`);
      return;
    }
    inside.add(file);
    for (const [, other] of text.matchAll(REFERENCE)) include(join(folder, other!).replaceAll('\\', '/'));
    for (const [reference] of text.matchAll(OTHER_REFERENCE)) kept.add(reference);
    texts.push(text.replace(REFERENCE, '').replace(OTHER_REFERENCE, ''));
  };
  include(path);
  inside.delete(path);
  return { text: [...kept, ...texts].join('\n'), inside };
}
