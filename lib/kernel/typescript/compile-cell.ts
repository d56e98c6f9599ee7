/** Compiles a cell that has been checked: CommonJS, and declarations for the later cells. */
import type * as ts from 'typescript-6';
import { withJoiners } from '../../core/joiners';
import { stoppableAwaits } from '../stop/stoppable-awaits';
import type { CellProgram, CellService } from './cell-service';
import { asCommonJs, beforeModules } from './common-js';
import type { TypeScript } from './compiler';
import { jsxFactoryOf, namesOfEarlierCells } from './earlier-cells';
import { declaredNames, GeneratedNames, withoutBeginning } from './generated-names';
import { LAST, lastExpression } from './last-expression';
import { liveVariables } from './live-variables';
import { moduleSyntax } from './module-syntax';

/** @param service knows the earlier cells */
export function compileCell(typescript: TypeScript, service: CellService, { program, cell }: CellProgram) {
  const names = new Set<string>();
  const generated = new GeneratedNames(typescript.factory);
  let output = '';
  let declarations = '';
  let hasLast = false;
  const write: ts.WriteFileCallback = (fileName, text) => {
    generated.end(); // JavaScript comes first, and declarations contain only users' names
    if (fileName.endsWith('.d.ts')) declarations = text;
    else if (/\.jsx?$/.test(fileName)) output = text;
  };
  const transformers = beforeModules(typescript, {
    first: [moduleSyntax(typescript), stoppableAwaits(typescript), liveVariables(typescript)],
    typeless: [
      declaredNames(typescript, (name) => names.add(withJoiners(name))),
      generated.begin,
      namesOfEarlierCells(typescript, {
        checker: program.getTypeChecker(),
        isOfEarlierCell: (file) => service.isOfEarlierCell(file),
        jsxFactory: !cell.fileName.endsWith('.ts') ? jsxFactoryOf(program, cell) : undefined,
      }),
      lastExpression(typescript, () => {
        hasLast = true;
      }),
    ],
    last: [withoutBeginning(typescript)],
  });
  try {
    asCommonJs(typescript, program.getCompilerOptions(), () =>
      (program.emit as Emit)(cell, write, undefined, false, transformers, true),
    );
  } finally {
    generated.end();
  }
  return { names, output: withJoiners(output), declarations, lastExpression: hasLast ? LAST : undefined };
}

/** With TypeScript's internal last parameter: whether to emit declarations in spite of problems with them. */
type Emit = (...of: [...Parameters<ts.Program['emit']>, boolean]) => ts.EmitResult;
