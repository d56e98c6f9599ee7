/** Paths that notebooks, READMEs and comments name are there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import * as ts from 'typescript-6';
import { parseNotebook } from '../lib/notebook-files/ipynb';

/** What the repository holds, and what may be added. */
const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => existsSync(file));
const NAMES = new Set(FILES.map((file) => path.posix.basename(file)));

/** `lib/…`, `../lib/…`, `scripts/…` and the like. */
const PLACE = /(?<![\w./@:-])(?:\.{1,2}\/)*((?:lib|scripts|test|notebooks)\/[\w./-]*\w\/?)/g;
/** A file by its name alone, in backticks. */
const NAME = /`([\w-]+(?:\.test)?\.(?:ts|cjs|ipynb))`/g;
/** Files that only examples name, and those of packages. */
const ELSEWHERE = /^(?:lib\/x(?:\.ts)?|notebooks\/[a-c]\.ipynb|lib\/napi-v.*|typescript\.ts)$/;

test('notebooks, READMEs and comments name files that are there', () => {
  const dead = FILES.filter((file) => !/fixtures|golden/.test(file)).flatMap((file) =>
    textsOf(file).flatMap((text) => deadPaths(text, file).map((place) => `${file}: ${place}`)),
  );
  assert.deepEqual(dead, []);
});

test('a dead path is found', () => {
  assert.deepEqual(deadPaths('`lib/models/svd.ts`, see ../lib/core/ids and `no-such.ts`', 'README.md'), [
    'lib/models/svd.ts',
    'no-such.ts',
  ]);
});

/** The prose of a file: all of a README, the cells of a notebook, the comments of a source. */
function textsOf(file: string): string[] {
  if (file.endsWith('.md')) return [readFileSync(file, 'utf8')];
  if (file.endsWith('.ipynb')) {
    return parseNotebook(readFileSync(file, 'utf8'), file).cells.map((cell) => cell.source);
  }
  if (!/\.(?:ts|js|cjs)$/.test(file)) return [];
  return commentsOf(readFileSync(file, 'utf8'));
}

function commentsOf(text: string): string[] {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2022, false);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      found.set(pos, text.slice(pos, end));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

function deadPaths(text: string, file: string): string[] {
  const places = [...text.matchAll(PLACE)].map(([, place]) => place!);
  const dead = places.filter((place) => {
    const beside = path.posix.join(path.posix.dirname(file), place);
    return ![place, `${place}.ts`, `${place}.js`, beside].some((name) => existsSync(name));
  });
  const names = [...text.matchAll(NAME)].map(([, name]) => name!).filter((name) => !NAMES.has(name));
  return [...dead, ...names].filter((name) => !ELSEWHERE.test(name));
}
