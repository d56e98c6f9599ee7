/** What TypeScript reads before the first cell runs. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { CellRun } from '../../lib/kernel/cells/cell-run';
import { CellRunner } from '../../lib/kernel/cells/cell-runner';
import { firstImports } from '../../lib/kernel/cells/first-imports';
import { loadTypeScript } from '../../lib/kernel/typescript/compiler';

describe('the imports of the notebook', () => {
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'first-imports-'));
  const folder = path.join(root, 'notebooks');
  const notebook = path.join(folder, 'कहानी 1.ipynb');
  const { sys } = loadTypeScript();
  const { readFile } = sys;
  const read: string[] = [];
  const timesRead = (name: string) => read.filter((file) => path.basename(file) === name).length;
  const startedIn = process.cwd();
  const { JPY_SESSION_NAME: told } = process.env;
  let runner: CellRunner | undefined;

  before(() => {
    mkdirSync(folder);
    mkdirSync(path.join(root, 'lib'));
    writeFileSync(path.join(root, 'package.json'), '{}');
    writeFileSync(path.join(root, 'lib', 'seats.ts'), 'export const seats: number = 3;\n');
    process.chdir(folder);
    process.env.JPY_SESSION_NAME = notebook;
    sys.readFile = (file, encoding) => {
      read.push(file);
      return readFile(file, encoding);
    };
  });
  afterEach(() => {
    runner?.close();
    runner = undefined;
    read.length = 0;
  });
  after(() => {
    sys.readFile = readFile;
    process.chdir(startedIn);
    if (told === undefined) delete process.env.JPY_SESSION_NAME;
    else process.env.JPY_SESSION_NAME = told;
    rmSync(root, { recursive: true });
  });

  const save = (...cells: { cell_type: string; source: string | string[] }[]) =>
    writeFileSync(notebook, JSON.stringify({ cells }));
  const code = (source: string | string[]) => ({ cell_type: 'code', source });
  function started(): CellRunner {
    runner = new CellRunner(folder, root, () => undefined, assert.fail);
    runner.warmUp();
    return runner;
  }
  const IMPORT = "import { seats } from '../lib/seats';\n";

  it('are those of the first code cell that has any', () => {
    save(
      { cell_type: 'markdown', source: 'import x' },
      code('1 + 1'),
      code(['// first\n', IMPORT]),
      code('import y'),
    );
    assert.equal(firstImports(notebook), `// first\n${IMPORT}`);
    save(code('const important = 1'), { cell_type: 'raw', source: IMPORT });
    assert.equal(firstImports(notebook), undefined);
    for (const text of ['', '{', '{}', '[]', '{"cells": 3}', '{"cells": [null]}']) {
      writeFileSync(notebook, text);
      assert.equal(firstImports(notebook), undefined, text);
    }
    assert.equal(firstImports(path.join(folder, 'not there.ipynb')), undefined);
  });

  it('are read before, and not again by the cell itself, which runs as ever', async () => {
    save(code(IMPORT));
    const cells = started();
    assert.equal(timesRead('seats.ts'), 0);
    cells.readImports();
    assert.equal(timesRead('seats.ts'), 1);
    const outcome = await cells.run(`${IMPORT}seats + 1`, 1, new CellRun());
    assert.deepEqual(outcome, { ok: true, value: 4 });
    assert.equal(timesRead('seats.ts'), 1);
  });

  it('are left alone once a cell has run', async () => {
    save(code(IMPORT));
    const cells = started();
    await cells.run('1', 1, new CellRun());
    cells.readImports();
    assert.equal(timesRead('seats.ts'), 0);
  });

  it('can be wrong, which only their own cell says', async () => {
    const wrong = "import { chairs } from '../lib/seats';";
    save(code(wrong));
    const cells = started();
    cells.readImports();
    const outcome = await cells.run(wrong, 1, new CellRun());
    assert.ok(!outcome.ok);
    assert.match(outcome.error.evalue, /no exported member .?chairs/);
  });
});
