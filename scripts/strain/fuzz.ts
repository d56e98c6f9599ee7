/**
 * Tests the service with schemathesis, which makes requests from the OpenAPI document: valid ones, invalid ones, and
 * sequences. Each answer must be documented: no 5xx, no other status, the right body.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ourServer } from '../bench/our-server';
import { pythonPackages } from '../bench/python-packages';
import type { ModelDirs } from '../serve/default-model';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { venvPython } from '../setup/context';
import { lastLines, runCommand } from '../setup/run-command';

const PACKAGES = ['schemathesis==4.32.5'];
const KEY = 'a key for the fuzz run only';
/**
 * Left out: which ratings are allowed depends on the served model, so the document can't say it, and 400 is right for
 * a rating that its schema allows.
 */
const LEFT_OUT = 'positive_data_acceptance';

/** @param options `examples`: for each route and kind of request. Takes some 10 s for 60 */
export async function fuzz(
  dirs: ModelDirs,
  options: { readonly examples: number; readonly seed: number; readonly note: (line: string) => void },
): Promise<{ readonly passed: boolean; readonly words: string }> {
  const { examples, seed, note } = options;
  const python = venvPython(path.resolve(__dirname, '..', '..', '.venv'), process.platform);
  const packages = await pythonPackages(python, 'strain-schemathesis', PACKAGES, note);
  const server = await ourServer('the service', dirs.lists, { starsDir: dirs.stars, apiKey: KEY });
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-fuzz-')); // it keeps notes where it runs
  const forget = onStop(() => remove(folder));
  try {
    note(`schemathesis asks ${server.url}: ${examples} examples, seed ${seed}`);
    const asked = ['--max-examples', `${examples}`, '--seed', `${seed}`, '--exclude-checks', LEFT_OUT];
    const { code, output } = await runCommand(
      python,
      [
        '-m',
        'schemathesis.cli',
        'run',
        `${server.url}/docs/openapi.json`,
        '-H',
        `x-api-key: ${KEY}`,
        ...asked,
      ],
      { cwd: folder, env: { ...process.env, PYTHONPATH: packages, NO_COLOR: '1' }, timeout: 1_800_000 },
    );
    const alive = await fetch(`${server.url}/ready`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    );
    const passed = code === 0 && alive?.ok === true;
    const [, counts = lastLines(output, 1)] = /^\s*(\d+ generated.*)$/m.exec(output) ?? [];
    return { passed, words: passed ? `Fuzz run: ${counts}` : `${output}\nFuzz run failed: ${counts}` };
  } finally {
    await server.stop();
    forget();
    remove(folder);
  }
}
