/** Decides whether a console should run what was typed, or let the user continue typing. */
import { type BoundFile, loadTypeScript } from '../typescript/compiler';
import { scriptText } from '../typescript/script-text';

/** As the protocol defines it; `indent` is what the next line should begin with. */
export type Completeness = { status: 'complete' | 'invalid' } | { status: 'incomplete'; indent: string };

/** An unterminated `/*` or template. */
const UNTERMINATED = new Set([1010, 1160]);
/** Makes it a module, so that top-level `await` parses. */
const PREFIX = 'export {};';

/**
 * Code is incomplete if the parser's first error is past its end, and invalid if it is earlier. Two empty lines at
 * the end mean: run it anyway.
 */
export function isComplete(code: string): Completeness {
  try {
    return completenessOf(code);
  } catch {
    return { status: 'complete' }; // nested too deeply for TypeScript: running it explains
  }
}

function completenessOf(code: string): Completeness {
  const typescript = loadTypeScript();
  const { ScriptKind, ScriptTarget } = typescript;
  const text = PREFIX + scriptText(code);
  const source = typescript.createSourceFile('cell.ts', text, ScriptTarget.ES2024, false, ScriptKind.TS);
  const { parseDiagnostics } = source as BoundFile;
  const [first] = parseDiagnostics;
  if (!first) return { status: 'complete' };
  const isOpen = first.start >= text.trimEnd().length || UNTERMINATED.has(first.code);
  if (!isOpen) return { status: 'invalid' };
  return /\n\s*\n\s*$/.test(code)
    ? { status: 'complete' }
    : { status: 'incomplete', indent: indentAfter(code) };
}

/** The last line's indentation, plus two spaces if it opens a bracket. */
function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) || /=>\s*$/.test(line) ? `${indent}  ` : indent;
}
