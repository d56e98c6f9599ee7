import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import * as ts from 'typescript-6';
import { MODELS } from '../../../lib/models/registry';
import { describeOptions } from '../../../lib/notebook/lab/describe-options';

test('the options of a model are a table: default, what is allowed, and the comment of the source', () => {
  assert.deepEqual(describeOptions('SVD')[0], {
    option: 'factors',
    default: 100,
    allowed: 'a positive whole number',
    meaning: 'Number of latent factors, the length of p_u and q_i.',
  });
});

test('options that several models share are described too', () => {
  const names = (model: string) => describeOptions(model).map(({ option }) => option);
  assert.deepEqual(names('EASE'), ['positiveFrom', 'weights', 'reg', 'sessionWeight', 'sessionGap']);
  const ofItem = describeOptions('FeatureFactors').find(({ option }) => option === 'regExponent');
  assert.match(ofItem?.meaning ?? '', /^ν/);
});

test('every option of every model says what it means', () => {
  for (const { name, defaults } of MODELS) {
    const lines = describeOptions(name);
    assert.deepEqual(
      lines.map(({ option }) => option),
      Object.keys(defaults),
    );
    for (const { option, meaning } of lines) assert.ok(meaning.length > 5, `${name}: ${option}`);
  }
});

test('an unknown model is refused', () => {
  assert.throws(() => describeOptions('SVDD'), { name: 'OptionError' });
});

test('in a notebook an option shows its comment, and a wrong name is an error with the right one', () => {
  const lib = resolve(__dirname, '../../../lib/models');
  const path = resolve(lib, 'cell.ts');
  const cell = [
    `import { SVD } from './factors/svd';`,
    `import { EASE } from './item-item/ease';`,
    `new SVD({ factors: 20 }).options.reg;`,
    `new EASE({ weights: 'graded' });`,
    `new SVD({ factor: 20 });`,
  ].join('\n');
  const textOf = (file: string) => (file === path ? cell : ts.sys.readFile(file));
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getScriptFileNames: () => [path],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = textOf(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => lib,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getCompilationSettings: () => ({
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      skipLibCheck: true,
      types: ['node'],
    }),
  });
  const hover = (text: string) => {
    const found = service.getQuickInfoAtPosition(path, cell.indexOf(text));
    return [ts.displayPartsToString(found?.displayParts), ts.displayPartsToString(found?.documentation)];
  };
  assert.deepEqual(hover('factors: 20'), [
    '(property) factors?: number | undefined',
    'Number of latent factors, the length of p_u and q_i.',
  ]);
  assert.deepEqual(hover('reg;'), ['(property) reg: number', 'λ, weight of the penalty.']);
  const [type, comment] = hover('weights: ');
  assert.equal(type, '(property) weights?: "equal" | "graded" | readonly number[] | undefined');
  assert.match(comment, /^`equal`: each positive has weight 1/);
  const problems = service
    .getSemanticDiagnostics(path)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  assert.equal(problems.length, 1);
  assert.match(
    problems[0],
    /'factor' does not exist in type 'Partial<SVDOptions>'. Did you mean to write 'factors'\?/,
  );
});
