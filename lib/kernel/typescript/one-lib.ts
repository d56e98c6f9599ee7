/**
 * The types of the language as one file instead of fifty.
 *
 * A type checker is made for each cell, and begins by merging what all files say about `Array` or `Promise`. What
 * stands in one file is merged when that is read, once: TypeScript's part of a trivial cell takes half the time.
 */
import { dirname, join } from 'node:path';
import type * as ts from '@tslab/typescript-for-tslab';

const REFERENCE = /^\/\/\/ *<reference lib="([^"]+)" *\/>.*$/gm;

/** What {@link oneLib} gives. */
export interface OneLib {
  /** The root's file. */
  readonly path: string;
  /** All of it, each file once, what is referred to before what refers to it. */
  readonly text: string;
  /** The files that stand in `text`, with the root's. */
  readonly inside: ReadonlySet<string>;
}

/** The lib file `root` (`lib.es2022.d.ts`) of this TypeScript with all that it refers to. */
export function oneLib(typescript: typeof ts, root: string): OneLib {
  const folder = dirname(typescript.sys.getExecutingFilePath());
  const inside = new Set<string>();
  const whole = (name: string): string => {
    const path = join(folder, name).replaceAll('\\', '/');
    if (inside.has(path)) return '';
    inside.add(path);
    const text = typescript.sys.readFile(path);
    if (text === undefined) throw new Error(`TypeScript has no ${name}`);
    const before = [...text.matchAll(REFERENCE)].map(([, lib]) => whole(`lib.${lib}.d.ts`));
    return [...before, text.replace(REFERENCE, '')].join('\n');
  };
  const text = whole(root);
  return { path: join(folder, root).replaceAll('\\', '/'), text, inside };
}

/** Makes `sys.readFile` give `root` with all that it refers to, and these as empty, as packages name them too. */
export function readAsOneLib(typescript: typeof ts, sys: ts.System, root: string): void {
  const { path: rootPath, text, inside } = oneLib(typescript, root);
  sys.readFile = (path, encoding) => {
    if (path === rootPath) return text;
    return inside.has(path) ? '' : typescript.sys.readFile(path, encoding);
  };
}
