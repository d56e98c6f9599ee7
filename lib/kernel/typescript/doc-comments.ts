/**
 * Doc comments, parsed when they are asked for: TypeScript reads files without them, as parsing those of the language
 * and of Node takes a quarter of the time until the first cell runs.
 */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';

/** As TypeScript's own parser leaves it. */
type Documented = ts.Node & { symbol?: ts.Symbol; jsDoc?: ts.JSDoc[] };

/** A program of this TypeScript. */
interface Parsed {
  readonly typescript: TypeScript;
  readonly program: Pick<ts.Program, 'getTypeChecker'>;
}

/** A name in a program. */
export interface NameAt extends Parsed {
  readonly program: ts.Program;
  readonly service: ts.LanguageService;
  readonly fileName: string;
  readonly position: number;
}

/** From now on, TypeScript knows the doc comments of what this name refers to. */
export function addDocsOfName({ typescript, service, program, fileName, position }: NameAt): void {
  for (const { fileName: file, textSpan } of service.getDefinitionAtPosition(fileName, position) ?? []) {
    const source = program.getSourceFile(file);
    let node: Documented | undefined = source && typescript.getTokenAtPosition(source, textSpan.start);
    while (node && !node.symbol) node = node.parent;
    if (node?.symbol) addDocs(node.symbol, { typescript, program });
  }
}

/** From now on, TypeScript knows the doc comments of this symbol, and those that it inherits. */
export function addDocs(symbol: ts.Symbol, parsed: Parsed, done = new Set<ts.Symbol>()): void {
  if (done.has(symbol)) return;
  done.add(symbol);
  const { typescript, program } = parsed;
  for (const declaration of symbol.declarations ?? []) {
    addAround(typescript, declaration);
    const { parent } = declaration;
    if (!parent || !(typescript.isClassLike(parent) || typescript.isInterfaceDeclaration(parent))) continue;
    for (const base of parent.heritageClauses?.flatMap(({ types }) => types) ?? []) {
      const inherited = program.getTypeChecker().getTypeAtLocation(base).getProperty(symbol.name);
      if (inherited) addDocs(inherited, parsed, done);
    }
  }
}

/** The comment of a variable is that of its statement; a parameter has a tag in that of its function. */
function addAround(typescript: TypeScript, declaration: ts.Node): void {
  for (let node: Documented = declaration; node && !typescript.isSourceFile(node); node = node.parent) {
    if (!node.jsDoc && typescript.canHaveJSDoc(node)) node.jsDoc = docsOf(typescript, node);
    if (typescript.isStatement(node) || typescript.isClassElement(node) || typescript.isTypeElement(node))
      return;
  }
}

function docsOf(typescript: TypeScript, node: ts.Node): ts.JSDoc[] {
  const { text } = node.getSourceFile();
  return docRanges(typescript, node, text).flatMap(({ pos, end }) => {
    const parsed = typescript.parseIsolatedJSDocComment(text, pos, end - pos);
    return parsed ? [Object.assign(parsed.jsDoc, { parent: node })] : [];
  });
}

/** Whether all declarations of this symbol say so. */
export function isDeprecated(typescript: TypeScript, { declarations = [] }: ts.Symbol): boolean {
  const saysSo = (declaration: ts.Node) => {
    const { text } = declaration.getSourceFile();
    return docRanges(typescript, declaration, text).some(({ pos, end }) =>
      text.slice(pos, end).includes('@deprecated'),
    );
  };
  const commented = declarations.map((declaration) =>
    typescript.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration,
  );
  return commented.length > 0 && commented.every(saysSo);
}

function docRanges(typescript: TypeScript, node: ts.Node, text: string): readonly ts.CommentRange[] {
  return typescript.getJSDocCommentRanges(node, text) ?? [];
}
