/**
 * What Shift+Tab shows for a name: its type, its doc comment and the comment's tags. Where there is no name, as behind
 * `(`, it shows the function or class whose arguments are being written.
 */
import type * as ts from 'typescript-6';
import { addDocsOfName, type NameAt } from './doc-comments';
import { docText } from './doc-text';

/** Describes a name, or what is called around the position; undefined if there is neither. */
export function inspectionAt(at: NameAt): string | undefined {
  const named = describe(at);
  if (named !== undefined) return named;
  const called = calledAround(at);
  return called && describe({ ...at, position: called.end });
}

/** What is called with the arguments around the position, in a call that may be unfinished. */
function calledAround({ typescript, program, fileName, position }: NameAt): ts.Node | undefined {
  const source = program.getSourceFile(fileName);
  let node = source && typescript.findPrecedingToken(position, source);
  for (; node && !typescript.isBlock(node); node = node.parent) {
    if (!typescript.isCallOrNewExpression(node) || node.expression.end >= position) continue;
    const isClosed = node.getChildren(source).at(-1)?.kind === typescript.SyntaxKind.CloseParenToken;
    if (position < node.end || !isClosed) return node.expression;
  }
  return undefined;
}

function describe(name: NameAt): string | undefined {
  addDocsOfName(name);
  const info = name.service.getQuickInfoAtPosition(name.fileName, name.position);
  return info && inspectionText(info);
}

/** The type, then the text, then one line per tag. */
function inspectionText({ displayParts, documentation, tags = [] }: ts.QuickInfo): string {
  const type = docText(displayParts).replace(/\nimport \S+$/, ''); // an imported name's own import
  const sections = [type, docText(documentation), tags.map(tagText).join('\n')];
  return sections
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');
}

/** `@param raw - what it is`; an example starts on its own line. */
function tagText({ name, text }: ts.JSDocTagInfo): string {
  const said = docText(text).trim();
  if (said === '') return `@${name}`;
  if (name === 'example') return `@example\n${said}`;
  const [, of, about] = /^(\S+)\s+(?:-\s+)?([\s\S]+)$/.exec(said) ?? [];
  const isNamed = (name === 'param' || name === 'template') && of && about;
  return (isNamed ? `@${name} ${of} - ${about}` : `@${name} ${said}`).replace(/\n/g, '\n  ');
}
