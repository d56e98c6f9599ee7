/** Tries the kernel's tarball: installed into an empty project, with a Jupyter that has no other kernel. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createContext } from '../../setup/context';
import { findPython } from '../../setup/python-environment';
import { type Ran, Trial } from './trial';

interface Output {
  readonly output_type: string;
  readonly ename?: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, string | string[]>>;
}
interface Cell {
  readonly source: string;
  readonly outputs: readonly Output[];
}

const CELLS = [
  `import { display } from 'recommender-lab-kernel';
import { mean } from './Mittelwert ö';
const values: number[] = [1, 2, 3];
await Promise.resolve();
mean(values)`,
  `await display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>shown</b>' }) })`,
  `const wrong: number = 'text';`,
  `import * as tslab from 'tslab'; tslab.display.html('<i>as tslab</i>')`,
  `[{ film: 'Żółw', stars: 5 }, { film: 'Heat', stars: values.length }]`,
];

/** @returns the number of failures */
export async function checkKernel(root: string, tarball: string): Promise<number> {
  const trial = new Trial();
  const bin = path.join(
    trial.folder,
    'node_modules',
    'recommender-lab-kernel',
    'bin',
    'recommender-lab-kernel.js',
  );
  const command = (...args: string[]) => trial.run(process.execPath, [bin, ...args]);
  const venv = path.join(trial.folder, 'venv');
  const inVenv = (name: string) =>
    process.platform === 'win32' ? path.join(venv, 'Scripts', `${name}.exe`) : path.join(venv, 'bin', name);

  await trial.step('npm install', () => trial.install(tarball));
  await trial.step('help, version, and wrong command lines', async () => {
    expectRan(await command('--help'), 0, /install .*register the kernel/);
    expectRan(await command('--version'), 0, /^\d+\.\d+\.\d+\n$/);
    expectRan(await command('instal'), 2, /unknown command: instal; did you mean install\?/);
    expectRan(await command('install', '--sys-prefix'), 2, /no virtual environment is active/);
    expectRan(
      await command('install', '--python', 'no-such-python'),
      2,
      /there is no program no-such-python/,
    );
    expectRan(await command('uninstall'), 1, /has no kernel that this package has registered/);
  });
  await trial.step('a virtual environment with nbconvert and no kernel', async () => {
    const { path: python } = await findPython(createContext({ root }));
    await trial.must(python, ['-m', 'venv', venv]);
    const constraints = path.join(root, 'scripts', 'requirements.txt');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await trial.must(inVenv('python'), [...pip, '--constraint', constraints, 'nbconvert'], process.env);
  });
  await trial.step('install --python: Jupyter knows these kernels and no other', async () => {
    expectRan(
      await command('install', '--python', inVenv('python'), '--javascript'),
      0,
      /Registered TypeScript/,
    );
    const list = await trial.must(inVenv('jupyter'), ['kernelspec', 'list', '--json']);
    const { kernelspecs } = JSON.parse(list.slice(list.indexOf('{'))) as { kernelspecs: object };
    assert.deepEqual(Object.keys(kernelspecs).sort(), ['recommender-lab', 'recommender-lab-javascript']);
  });

  const execute = async (name: string, kernel: string, sources: readonly string[]): Promise<Cell[]> => {
    const notebook = trial.write(name, JSON.stringify(notebookOf(kernel, sources)));
    await trial.must(inVenv('jupyter'), [
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      '--inplace',
      notebook,
    ]);
    return (JSON.parse(readFileSync(notebook, 'utf8')) as { cells: Cell[] }).cells;
  };
  await trial.step('a notebook runs', async () => {
    const source =
      'export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;\n';
    trial.write('Mittelwert ö.ts', source);
    const [imported, shown, wrong, tslab, table] = await execute(
      'Notizbuch ü.ipynb',
      'recommender-lab',
      CELLS,
    );
    assert.equal(textOf(imported.outputs[0]?.data?.['text/plain']), '2');
    assert.equal(textOf(shown.outputs[0]?.data?.['text/html']), '<b>shown</b>');
    assert.equal(wrong.outputs[0]?.output_type, 'error', 'a type error stops the cell');
    assert.equal(textOf(tslab.outputs[0]?.data?.['text/html']), '<i>as tslab</i>');
    assert.match(textOf(table.outputs[0]?.data?.['text/html']), /<table[\s\S]*Żółw/);
  });
  await trial.step('a JavaScript notebook runs', async () => {
    const [cell] = await execute('js.ipynb', 'recommender-lab-javascript', ['let n = 1; n = "two"; n']);
    assert.equal(textOf(cell.outputs[0]?.data?.['text/plain']), "'two'");
  });
  await trial.step('uninstall', async () => {
    expectRan(await command('uninstall', '--python', inVenv('python')), 0, /Removed .*recommender-lab\n/);
    assert.ok(!existsSync(path.join(venv, 'share', 'jupyter', 'kernels', 'recommender-lab')));
  });
  return trial.end();
}

function expectRan({ code, output }: Ran, expected: number, text: RegExp): void {
  assert.equal(code, expected, output);
  assert.match(output, text);
}

function textOf(text: string | string[] | undefined): string {
  return [text ?? ''].flat().join('');
}

function notebookOf(kernel: string, sources: readonly string[]): object {
  const cells = sources.map((source, n) => ({
    cell_type: 'code',
    id: `cell-${n}`,
    execution_count: null,
    metadata: { tags: source.includes('wrong') ? ['raises-exception'] : [] },
    outputs: [],
    source,
  }));
  const kernelspec = { name: kernel, display_name: kernel };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}
