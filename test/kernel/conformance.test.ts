/** `jupyter_kernel_test`, the public test suite for Jupyter's kernels, on this kernel. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { KERNEL, PYTHON, temporaryProject } from './session';

interface Result {
  name: string;
  outcome: 'ok' | 'failed' | 'skipped';
  why: string;
}

/** All tests of version 0.7 of the suite. */
const TESTS = [
  'test_clear_output',
  'test_completion',
  'test_display_data',
  'test_error',
  'test_execute_result',
  'test_execute_stderr',
  'test_execute_stdout',
  'test_history',
  'test_inspect',
  'test_is_complete',
  'test_kernel_info',
  'test_pager',
];

describe('jupyter_kernel_test', () => {
  const project = temporaryProject({});
  let results: Result[] = [];
  before(async () => {
    const kernels = join(project.folder, 'jupyter', 'kernels', 'conformance');
    mkdirSync(kernels, { recursive: true });
    const spec = { argv: KERNEL, display_name: 'test', language: 'typescript', interrupt_mode: 'message' };
    writeFileSync(join(kernels, 'kernel.json'), JSON.stringify(spec));
    const { stdout } = await promisify(execFile)(
      PYTHON,
      [join(__dirname, 'conformance.py'), join(project.folder, 'jupyter'), project.notebooks],
      { env: { ...process.env, XDG_CACHE_HOME: join(project.folder, 'cache') }, timeout: 120_000 },
    );
    results = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  });
  after(() => project.remove());

  for (const name of TESTS) {
    it(name, () => {
      const told = results.filter((result) => result.name === name || result.name.startsWith(`${name} `));
      assert.deepEqual(
        told.map(({ outcome, why }) => `${outcome} ${why}`.trim()),
        ['ok'],
      );
    });
  }

  it('has no further tests', () => {
    assert.deepEqual([...new Set(results.map(({ name }) => name))].sort(), TESTS);
  });
});
