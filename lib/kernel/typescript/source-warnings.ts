/**
 * TypeScript's errors in edited sources that a cell imports. The cell is always checked, but the rest of a project was
 * checked when it was committed.
 */
import type * as ts from 'typescript-6';
import { withJoiners } from '../../core/joiners';
import type { TypeScript } from './compiler';

export class SourceWarnings {
  private readonly edited = new Set<string>();
  /** Cached until something is edited. */
  private readonly known = new Map<ts.SourceFile, string[]>();

  constructor(private readonly typescript: TypeScript) {}

  /** @param again whether imports may now be found */
  add(edited: readonly string[], again: boolean): void {
    for (const path of edited) this.edited.add(path);
    if (again || edited.length > 0) this.known.clear();
  }

  /** `file:line:column - message` */
  of(program: ts.Program): string[] {
    return [...this.edited].flatMap((path) => {
      const source = program.getSourceFile(path);
      if (!source) return [];
      if (!this.known.has(source)) this.known.set(source, this.warningsOf(program, source));
      return this.known.get(source)!;
    });
  }

  private warningsOf(program: ts.Program, source: ts.SourceFile): string[] {
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((d) => {
      const { line, character } = source.getLineAndCharacterOfPosition(d.start ?? 0);
      const message = this.typescript.flattenDiagnosticMessageText(d.messageText, '\n');
      return withJoiners(`${source.fileName}:${line + 1}:${character + 1} - ${message}`);
    });
  }
}
