/**
 * Combines the types of Node, like those of the language, into one file instead of sixty: TypeScript looks at each
 * file of the program again for each cell. A file that is a module stays apart, and so do those of modules that few cells
 * import: a third of Node's types, whose parsing would delay the first result by a tenth of a second. `resolution.ts`
 * finds them for what imports them.
 */
import { basename, dirname, join } from 'node:path';

/** Modules that nothing known everywhere needs, such as `process` or `Buffer`, but for the map below. */
const RARE = new Set([
  ...['cluster', 'dgram', 'domain', 'http2', 'https', 'inspector', 'punycode', 'repl', 'sea', 'test'],
  ...['trace_events', 'v8', 'wasi'],
]);
/** The line of a module in the type of `process.getBuiltinModule`, which names them all. */
const IN_MAP = /^ *"(?:node:)?([\w/]+)": typeof import\("[^"]+"\);$/gm;

const REFERENCE = /^\/\/\/ *<reference path="([^"]+)" *\/>.*$/gm;
const OTHER_REFERENCE = /^\/\/\/ *<reference (?!path=).*\/>.*$/gm;

/** The file with the types of a module of Node, if it stays apart. @param name `http2` or `node:http2` */
export function rareTypesFile(folder: string, name: string): string | undefined {
  const [first] = name.replace(/^node:/, '').split('/');
  return RARE.has(first!) ? `${folder}/${first}.d.ts` : undefined;
}

/** The result of {@link oneTypesFile}. */
export interface OneTypesFile {
  readonly text: string;
  /** The files included in `text`. */
  readonly inside: ReadonlySet<string>;
}

/**
 * A declaration file with all that it refers to by path, each file once, without those of rare modules of Node.
 * @param path with slashes only
 * @param read the text of a file; undefined if there is none
 */
export function oneTypesFile(path: string, read: (path: string) => string | undefined): OneTypesFile {
  const inside = new Set<string>();
  const kept = new Set<string>();
  const texts: string[] = [];
  const include = (file: string): void => {
    if (RARE.has(basename(file, '.d.ts')) && dirname(file) === dirname(path)) return;
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
    const rest = text.replace(REFERENCE, '').replace(OTHER_REFERENCE, '');
    texts.push(rest.replace(IN_MAP, (line, name) => (rareTypesFile('', name) ? '' : line)));
  };
  include(path);
  inside.delete(path);
  return { text: [...kept, ...texts].join('\n'), inside };
}
