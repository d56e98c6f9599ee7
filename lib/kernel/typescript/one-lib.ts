/**
 * Combines the types of the language into one file instead of fifty.
 *
 * Each cell gets a new type checker, which first merges every file's declarations of `Array`, `Promise` and so on.
 * Declarations in one file are merged only once, when it is parsed: TypeScript's part of a trivial cell takes half
 * the time. A file that is a module stays apart, as it would make a module of all.
 */
import { dirname, join } from 'node:path';
import type { TypeScript } from './compiler';
import { OneFilePackages } from './one-package-file';
import { oneTypesFile } from './one-types-file';

const TYPES_OF_NODE = '/@types/node/index.d.ts';
const REFERENCE = /^\/\/\/ *<reference lib="([^"]+)" *\/>.*$/gm;

/** The result of {@link oneLib}. */
export interface OneLib {
  /** The first root file's path. */
  readonly path: string;
  /** All of it but modules, each file once, every file after those it refers to. */
  readonly text: string;
  /** The files included in `text`, with the roots. */
  readonly inside: ReadonlySet<string>;
}

/** The lib files `roots` (`lib.es2022.d.ts`) of this TypeScript with everything they refer to. */
export function oneLib(typescript: TypeScript, roots: readonly string[]): OneLib {
  const folder = dirname(typescript.sys.getExecutingFilePath());
  const inside = new Set<string>();
  const modules: string[] = [];
  const whole = (name: string): string => {
    const path = join(folder, name).replaceAll('\\', '/');
    if (inside.has(path) || modules.includes(name)) return '';
    const text = typescript.sys.readFile(path);
    if (text === undefined) throw new Error(`TypeScript has no ${name}`);
    const isModule = /^export\b/m.test(text);
    if (isModule) modules.push(name);
    else inside.add(path);
    const before = [...text.matchAll(REFERENCE)].map(([, lib]) => whole(`lib.${lib}.d.ts`));
    return [...before, isModule ? '' : text.replace(REFERENCE, '')].join('\n');
  };
  const all = roots.map(whole).join('\n');
  const refer = (name: string) => `/// <reference lib="${name.replace(/^lib\.|\.d\.ts$/g, '')}" />\n`;
  const text = `${modules.map(refer).join('')}${all}`;
  return { path: join(folder, roots[0]!).replaceAll('\\', '/'), text, inside };
}

/**
 * `readFile` that returns the first of `roots`, and the types of Node, with everything they refer to, and the included
 * files as empty, because packages refer to them too.
 * @param globals further declarations, which come first
 * @param packages whose files are combined as well
 */
export function readAsOneLib(
  typescript: TypeScript,
  roots: readonly string[],
  globals = '',
  packages = new OneFilePackages(typescript.sys.readFile),
): (path: string) => string | undefined {
  const { path: rootPath, text, inside } = oneLib(typescript, roots);
  const included = new Set(inside);
  return (path) => {
    if (path === rootPath) return globals + text;
    if (included.has(path)) return '';
    const whole = packages.of(path);
    if (whole?.entry === path) return whole.text;
    if (!path.endsWith(TYPES_OF_NODE)) return typescript.sys.readFile(path);
    const types = oneTypesFile(path, typescript.sys.readFile);
    for (const file of types.inside) included.add(file);
    return types.text;
  };
}
