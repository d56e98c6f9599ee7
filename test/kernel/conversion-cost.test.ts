/** What the conversion of a cell costs, counted rather than timed. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { createProjectConverter } from '../../lib/kernel/typescript/converter';
import { temporaryProject } from './session';

test('a cell reads no files that an earlier cell has read', (t) => {
  const project = temporaryProject({});
  const converter = createProjectConverter({ folder: project.notebooks });
  try {
    converter.keep(converter.convert("import { join } from 'node:path';\njoin('a', 'b')"));
    const read = t.mock.method(fs, 'readFileSync');
    const { problems } = converter.convert("join('b', 'c')");
    assert.equal(problems, undefined);
    assert.deepEqual(
      read.mock.calls.map(({ arguments: [path] }) => path),
      [],
    );
  } finally {
    converter.close();
    project.remove();
  }
});
