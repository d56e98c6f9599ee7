/**
 * A solution that is typed into its notebook leaves alone the variables that later cells read: a second `const split` there
 * would give the notebook's checks another split. (Three solutions once did.)
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import * as ts from 'typescript-6';
import { answerCells } from '../../lib/notebook-files/editions/exercise-cells';
import { ROOT } from '../../lib/notebook-files/environment';
import { allNotebooks } from '../../lib/notebook-files/find';
import { readNotebook, tagsOf } from '../../lib/notebook-files/ipynb';
import { answersOf } from '../../scripts/workshop/editions/answers';

interface Names {
  readonly declared: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

/** The names that a cell declares for later cells, and all names in it that may be variables. */
function namesIn(code: string): Names {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2024, true);
  const declared = new Set<string>();
  const used = new Set<string>();
  const declare = (name: ts.BindingName | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) declare(name);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      declare(statement.name);
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isLabel(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { declared, used };
}

/** Whether an identifier is the name of a field rather than a variable. */
function isLabel(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

/** The variables that a solution replaces although a later cell reads them, as "id: name". */
function replaced(cells: readonly { readonly id?: string; readonly code: string }[]): string[] {
  const names = cells.map(({ code }) => namesIn(code));
  const found: string[] = [];
  for (const [at, { id }] of cells.entries()) {
    if (id === undefined) continue;
    const earlier = new Set(names.slice(0, at).flatMap(({ declared }) => [...declared]));
    for (const name of names[at].declared) {
      if (!earlier.has(name)) continue;
      const next = names.slice(at + 1).find(({ declared, used }) => declared.has(name) || used.has(name));
      if (next?.used.has(name) && !next.declared.has(name)) found.push(`${id}: ${name}`);
    }
  }
  return found;
}

/** What a solution's file declares beside the answer: only the answer's body is typed into a notebook. */
function besideAnswer(text: string): string[] {
  const file = ts.createSourceFile('solution.ts', text, ts.ScriptTarget.ES2024, true);
  const types = file.statements.filter(
    (each) => ts.isTypeAliasDeclaration(each) || ts.isInterfaceDeclaration(each),
  );
  const names = [...types.map(({ name }) => name.text), ...namesIn(text).declared];
  return names.filter((name) => name !== 'answer');
}

test('names beside an answer are types, too', () => {
  assert.deepEqual(
    besideAnswer(
      'import { a } from "b";\ntype Arm = {};\ninterface Two {}\nconst one = 1;\nexport const answer = () => one;',
    ),
    ['Arm', 'Two', 'one'],
  );
});

test('a variable that a solution replaces is found if a later cell reads it', () => {
  const cells = (solution: string, later: string) => [
    { code: 'const { split, rest: [first] } = load();' },
    { id: '02-1', code: solution },
    { code: later },
  ];
  assert.deepEqual(replaced(cells('const split = other();', 'check(split.test)')), ['02-1: split']);
  assert.deepEqual(replaced(cells('const first = 1;', '({ a: first })')), ['02-1: first']);
  assert.deepEqual(replaced(cells('const split = other();', 'const split = load(); split.test')), []);
  assert.deepEqual(replaced(cells('const split = other();', 'data.split; ({ split: 1 })')), []);
  assert.deepEqual(replaced(cells('{ const split = 1; }', 'split')), []);
});

for (const path of allNotebooks()) {
  const name = basename(path);
  test(`solutions of ${name} leave the variables of later cells alone, and need nothing that stays behind`, () => {
    const notebook = readNotebook(path);
    const ids = new Map([...answerCells(notebook)].map(([id, index]) => [index, id]));
    const answers = answersOf(notebook, name);
    const cells = notebook.cells.flatMap((cell, index) => {
      if (cell.cell_type !== 'code' || tagsOf(cell).includes('raises-exception')) return [];
      const id = ids.get(index);
      return [{ id, code: id === undefined ? cell.source : answers.get(id)!.code }];
    });
    assert.ok(cells.length > 5);
    assert.deepEqual(replaced(cells), []);
    for (const [id, { code }] of answers) {
      const { used } = namesIn(code);
      const beside = besideAnswer(
        readFileSync(join(ROOT, 'lib', 'workshop', 'solutions', `${id}.ts`), 'utf8'),
      );
      const missing = beside.filter((name) => used.has(name));
      assert.deepEqual(missing, [], `${id} needs what isn't in its answer`);
    }
  });
}
