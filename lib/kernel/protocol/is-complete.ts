/** Whether a console should run what was typed, or let the user go on typing. */
import type * as ts from '@tslab/typescript-for-tslab';
import { withStandIns } from '../../core/joiners';

/** As the protocol has it; `indent` is what the next line should begin with. */
export type Completeness = { status: 'complete' | 'invalid' } | { status: 'incomplete'; indent: string };

/** Text that begins a long thing and has no end: `/*`, a template. */
const UNTERMINATED = new Set([1010, 1160]);
/** A module, so that `await` stands for itself. */
const PREFIX = 'export {};';

/**
 * Code is incomplete where the first thing that the parser misses would come after its end, and invalid where it
 * stumbles earlier. Two empty lines at the end mean: run it, whatever it is.
 */
export function isComplete(code: string): Completeness {
  const typescript = require('@tslab/typescript-for-tslab') as typeof ts;
  const { ScriptKind, ScriptTarget } = typescript;
  const text = PREFIX + withStandIns(code);
  const source = typescript.createSourceFile('cell.ts', text, ScriptTarget.ES2022, false, ScriptKind.TS);
  const { parseDiagnostics } = source as unknown as {
    parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics;
  if (!first) return { status: 'complete' };
  const isOpen = first.start >= text.trimEnd().length || UNTERMINATED.has(first.code);
  if (!isOpen) return { status: 'invalid' };
  return /\n\s*\n\s*$/.test(code)
    ? { status: 'complete' }
    : { status: 'incomplete', indent: indentAfter(code) };
}

/** That of the last line, and two blanks more where it opens a bracket. */
function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) || /=>\s*$/.test(line) ? `${indent}  ` : indent;
}
