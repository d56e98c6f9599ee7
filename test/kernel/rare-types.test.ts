/** The types of Node's modules that few cells import are read when one does, with all that they refer to. */
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { test } from 'node:test';
import { createProjectConverter } from '../../lib/kernel/typescript/converter';
import { temporaryProject } from './session';

test("each of Node's modules has the types that its values have", () => {
  const project = temporaryProject({
    'lib/inspected.ts': "import { url } from 'node:inspector/promises';\nexport const text = url();\n",
  });
  const converter = createProjectConverter({ folder: project.notebooks });
  const problemsOf = (code: string) => {
    const converted = converter.convert(code);
    if (!converted.problems) converter.keep(converted);
    return JSON.stringify(converted.problems ?? '');
  };
  try {
    assert.equal(
      problemsOf("import { text } from '../lib/inspected';\nconst whole: string | undefined = text;"),
      '""',
    );
    assert.equal(
      problemsOf(
        "import { connect, constants } from 'http2';\nconst code: number = constants.NGHTTP2_NO_ERROR;",
      ),
      '""',
    );
    assert.match(problemsOf('connect(7)'), /number.*string/);
    assert.match(problemsOf("import { nothing } from 'node:v8';"), /nothing/);
    assert.equal(
      problemsOf(
        "const v8 = await import('node:v8');\nconst size: number = v8.getHeapStatistics().total_heap_size;",
      ),
      '""',
    );
    assert.equal(
      problemsOf(
        "import test from 'node:test';\nimport { spec } from 'node:test/reporters';\ntest.skip; spec;",
      ),
      '""',
    );
    assert.equal(
      problemsOf(
        "const fs = process.getBuiltinModule('node:fs');\nconst there: boolean = fs.existsSync('.');",
      ),
      '""',
    );
    const names = [
      ...builtinModules.filter((name) => !/^_|^internal|^sys$/.test(name)),
      'node:test',
      'node:sea',
    ];
    const all = names.map(
      (name, n) =>
        `import * as m${n} from '${name}';\nconst t${n}: 'any' extends typeof m${n} ? never : object = m${n};`,
    );
    assert.equal(problemsOf(all.join('\n')), '""');
  } finally {
    converter.close();
    project.remove();
  }
});
