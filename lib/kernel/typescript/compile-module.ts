/** Compiles modules to CommonJS without looking at their types: cells with `@module`, and sources that await. */
import { basename } from 'node:path';
import type * as ts from 'typescript-6';
import { withJoiners, withStandIns } from '../../core/joiners';
import { stoppableAwaits } from '../stop/stoppable-awaits';
import { awaitedRequires } from './awaited-requires';
import type { TypeScript } from './compiler';
import { moduleSyntax } from './module-syntax';

/** At the end of compiled code. */
const SOURCE_MAP = /(\/\/# sourceMappingURL=data:application\/json;base64,)(\S+)\s*$/;

/** @param options those of the cells */
export function compileModule(
  typescript: TypeScript,
  options: ts.CompilerOptions,
  { text, fileName, ...more }: { text: string; fileName: string } & ts.CustomTransformers,
): string {
  const { CommonJS } = typescript.ModuleKind;
  const { outputText } = typescript.transpileModule(text, {
    compilerOptions: { ...options, module: CommonJS, declaration: false, lib: undefined },
    fileName,
    transformers: { ...more, before: [moduleSyntax(typescript), ...(more.before ?? [])] },
  });
  return withJoiners(outputText);
}

/** A file that has a top-level await, to run in an async function; a stop ends its awaits. */
export function compileAwaitingSource(
  typescript: TypeScript,
  options: ts.CompilerOptions,
  fileName: string,
): string {
  const text = typescript.sys.readFile(fileName);
  if (text === undefined) throw new Error(`'${fileName}' can't be read`);
  const output = compileModule(typescript, options, {
    text: withStandIns(text),
    fileName: fileName.replace(/\.mts$/, '.ts'), // which TypeScript would not compile to CommonJS
    before: [stoppableAwaits(typescript)],
    after: [awaitedRequires(typescript)],
  });
  return output.replace(SOURCE_MAP, (_, start: string, map: string) => {
    const named = { ...JSON.parse(Buffer.from(map, 'base64').toString()), sources: [basename(fileName)] };
    return `${start}${Buffer.from(JSON.stringify(named)).toString('base64')}`;
  });
}
