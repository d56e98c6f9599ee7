/** A stop while a cell's types are checked. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createProjectConverter } from '../../lib/kernel/typescript/converter';
import { createLastingConverter } from '../../lib/kernel/typescript/lasting-converter';
import { printed } from './ended';

it('gives up the check, and the same cell is checked from the start when it runs again', () => {
  let isStopped = false;
  const converter = createProjectConverter({ isStopped: () => isStopped });
  try {
    const code = 'function add(a: number, b: number): number { return a + b; }\nadd(1, 2)';
    isStopped = true;
    assert.throws(() => converter.convert(code), { name: 'Interrupted' });
    isStopped = false;
    for (const [text, problems] of [
      [code, undefined],
      [
        code.replace('2)', "'2')"),
        "Argument of type 'string' is not assignable to parameter of type 'number'.",
      ],
    ] as const) {
      const converted = converter.convert(text);
      assert.equal(converted.problems === undefined, problems === undefined);
      if (problems) assert.match(converted.problems!.problems[0]!.message, /not assignable/);
      else assert.match(converted.output, /add\(1, 2\)/);
    }
  } finally {
    converter.close();
  }
});

it('begins with a new TypeScript after a check was ended halfway, and keeps the cells before', () => {
  const lines = printed(`
    const { createLastingConverter } = kernel('typescript/lasting-converter');
    const { loadTypeScript } = kernel('typescript/compiler');
    let isEnding = false;
    const isStopped = () => {
      if (!isEnding) return false;
      isEnding = false;
      termination.request();
      for (;;);
    };
    const converter = createLastingConverter({ isStopped });
    const converted = (code) => {
      const cell = converter.convert(code);
      console.log(cell.problems ? cell.problems.problems[0].message : code);
      if (!cell.problems) converter.keep(cell);
    };
    setTimeout(() => {
      converted('const before: number = 1');
      globalThis.first = loadTypeScript();
      isEnding = true;
      converted('const ended: string = before');
    });
    setTimeout(() => {
      converted('const after: number = before + 1');
      converted('after.nothing');
      console.log(loadTypeScript() === first);
      converter.close();
    }, 1);
  `);
  assert.deepEqual(lines, [
    'const before: number = 1',
    'const after: number = before + 1',
    "Property 'nothing' does not exist on type 'number'.",
    'false',
  ]);
});

it('knows all modules when the loading of a new TypeScript was stopped', () => {
  let state: 'works' | 'fails' | 'stops' = 'works';
  const isStopped = () => {
    if (state === 'fails') throw new Error('too deep');
    return state === 'stops';
  };
  const converter = createLastingConverter({ isStopped });
  try {
    for (const name of ['one', 'two']) converter.addModule(name, `export function ${name}() { return 1; }`);
    const code =
      "import { one } from './one';\nimport { two } from './two';\nfunction sum() { return one() + two(); }";
    state = 'fails';
    assert.throws(() => converter.convert(code), /TypeScript failed on this cell: too deep/);
    state = 'stops';
    assert.throws(() => converter.convert(code), { name: 'Interrupted' });
    state = 'works';
    assert.equal(converter.convert(code).problems, undefined);
  } finally {
    converter.close();
  }
});
