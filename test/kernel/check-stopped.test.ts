/** A stop while a cell's types are checked. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createProjectConverter } from '../../lib/kernel/typescript/converter';

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
