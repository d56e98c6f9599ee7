/** Whether a cell awaits something itself, outside its functions, and so must run as an async function. */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';

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
