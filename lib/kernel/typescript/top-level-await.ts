/** Whether a cell or file awaits something itself, outside its functions, and so must run as an async function. */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';
import { isProjectFile } from './polled-files';

/** Of the files of programs; each is parsed again only when it changes. */
const awaits = new WeakMap<ts.SourceFile, boolean>();

/** Whether a source of the project does so, other than this cell. */
export function sourceAwaits(typescript: TypeScript, program: ts.Program, cell: ts.SourceFile): boolean {
  return program.getSourceFiles().some((file) => {
    if (file === cell || file.isDeclarationFile || !isProjectFile(file.fileName)) return false;
    if (!awaits.has(file)) awaits.set(file, awaitsAtTopLevel(typescript, file));
    return awaits.get(file)!;
  });
}

export function awaitsAtTopLevel(typescript: TypeScript, file: ts.SourceFile): boolean {
  if (!file.text.includes('await')) return false;
  const visit = (node: ts.Node): boolean => {
    if (typescript.isAwaitExpression(node)) return true;
    if (typescript.isForOfStatement(node) && node.awaitModifier) return true;
    if (typescript.isVariableDeclarationList(node) && isAwaitUsing(typescript, node)) return true;
    if (typescript.isFunctionLike(node)) {
      // The name of a method may be computed, with an `await`.
      return node.name !== undefined && visit(node.name);
    }
    return typescript.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}

function isAwaitUsing({ NodeFlags }: TypeScript, { flags }: ts.VariableDeclarationList): boolean {
  return (flags & NodeFlags.AwaitUsing) === NodeFlags.AwaitUsing;
}
