/** The command of the kernel's package: where it registers kernels, and what it says of wrong command lines. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, describe, it } from 'node:test';
import { runKernelCommand } from '../../lib/kernel/command/command';
import { kernelsFolder, type Surroundings } from '../../lib/kernel/command/places';

const folder = mkdtempSync(path.join(tmpdir(), 'kernel ü command-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const home = path.join(folder, 'home');
const root = path.join(folder, 'node_modules', 'recommender-lab-kernel');
mkdirSync(root, { recursive: true });
writeFileSync(path.join(root, 'package.json'), '{ "version": "1.2.3" }');
const AT: Surroundings = { env: {}, platform: 'linux', home };
const KERNELS = path.join(home, '.local', 'share', 'jupyter', 'kernels');

function run(line: string[], { at = AT, from = root } = {}) {
  let [out, err] = ['', ''];
  const code = runKernelCommand(
    line,
    from,
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
    at,
  );
  return { code, out, err };
}

function specOf(kernels: string, id: string): { argv: string[]; display_name: string } {
  return JSON.parse(readFileSync(path.join(kernels, id, 'kernel.json'), 'utf8'));
}

describe('recommender-lab-kernel', () => {
  it('prints help and its version', () => {
    assert.match(run([]).out, /^recommender-lab-kernel: adds a TypeScript kernel/);
    assert.deepEqual(run(['-h']), { ...run([]), code: 0 });
    assert.deepEqual(run(['--version']), { code: 0, out: '1.2.3\n', err: '' });
  });

  const wrong: [string[], RegExp][] = [
    [['instal'], /unknown command: instal; did you mean install\?/],
    [['install', 'more'], /unexpected argument: more/],
    [['--user'], /say what to do: install or uninstall/],
    [['install', '--prfix', 'x'], /unknown option: --prfix; did you mean --prefix\?/],
    [['install', '-x'], /unknown option: -x/],
    [['install', '--prefix'], /--prefix needs a value/],
    [['install', '--prefix='], /--prefix needs a value/],
    [['install', '--user=yes'], /--user doesn't take a value/],
    [['install', '--user', '--prefix', 'x'], /give only one of --user and --prefix/],
    [['install', '--sys-prefix'], /no virtual environment is active/],
    [['install', '--python', 'no-such-python'], /there is no program no-such-python/],
    [['install', '--python', process.execPath], /is not a working Python/],
  ];
  for (const [line, message] of wrong) {
    it(`refuses ${line.slice(0, 3).join(' ').replace(process.execPath, 'node')}`, () => {
      const { code, out, err } = run(line);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
      assert.match(err, /--help lists what is allowed\.\n$/);
    });
  }

  it('registers the kernel for the user, again without a change, and removes it', () => {
    const { code, out, err } = run(['install']);
    assert.equal(code, 0);
    assert.equal(
      out,
      `Registered TypeScript (Recommender Lab) in ${path.join(KERNELS, 'recommender-lab')}\n`,
    );
    assert.match(err, /^Jupyter is not on the search path/);
    assert.deepEqual(specOf(KERNELS, 'recommender-lab').argv.slice(-2), [
      path.join(root, 'bin', 'kernel.js'),
      '{connection_file}',
    ]);
    assert.equal(run(['install', '--user']).out, out);
    assert.ok(!existsSync(path.join(KERNELS, 'recommender-lab-javascript')));
    assert.equal(run(['uninstall']).out, `Removed ${path.join(KERNELS, 'recommender-lab')}\n`);
    assert.deepEqual([run(['uninstall']).code, run(['uninstall']).out], [1, '']);
  });

  it('registers and removes all of them', () => {
    const prefix = path.join(folder, 'a prefix');
    const kernels = path.join(prefix, 'share', 'jupyter', 'kernels');
    assert.equal(run(['install', '--prefix', prefix, '--javascript', '--tslab']).code, 0);
    const names = ['recommender-lab', 'recommender-lab-javascript', 'tslab', 'jslab'];
    assert.deepEqual(
      names.map((id) => specOf(kernels, id).display_name.split(' ')[0]),
      ['TypeScript', 'JavaScript', 'TypeScript', 'JavaScript'],
    );
    assert.equal(run(['uninstall', '--prefix', prefix]).out.match(/Removed/g)?.length, 4);
  });

  it("says whose kernel it replaces, and leaves tslab's own alone", () => {
    const clone = path.join(folder, 'clone', 'scripts', 'kernel.js');
    for (const [id, argv] of [
      ['recommender-lab', ['node', clone]],
      ['tslab', ['tslab', 'kernel']],
    ] as const) {
      mkdirSync(path.join(KERNELS, id), { recursive: true });
      writeFileSync(path.join(KERNELS, id, 'kernel.json'), JSON.stringify({ argv }));
    }
    assert.equal(run(['uninstall']).code, 1, 'neither is from this package');
    assert.match(run(['install', '--tslab']).err, /tslab's own kernel is registered/);
    assert.match(run(['install']).out, /instead of the one that ran .*clone/);
    assert.equal(specOf(KERNELS, 'tslab').argv[0], 'tslab');
  });

  it('refuses to register what npx has put in its cache', () => {
    const from = path.join(folder, '_npx', 'abc', 'node_modules', 'recommender-lab-kernel');
    const { code, err } = run(['install'], { from });
    assert.equal(code, 2);
    assert.match(err, /cache of npx/);
  });

  it('says why a folder cannot be written', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const { code, err } = run(['install', '--prefix', path.join(folder, 'file')]);
    assert.equal(code, 1);
    assert.match(err, /recommender-lab can't be changed: ENOTDIR/);
  });

  it('knows where Jupyter looks', () => {
    const at = (of: Partial<Surroundings>) => kernelsFolder({}, { ...AT, ...of });
    assert.equal(at({ env: { XDG_DATA_HOME: '/data' } }), path.join('/data/jupyter/kernels'));
    assert.equal(at({ env: { JUPYTER_DATA_DIR: '/own' } }), path.join('/own/kernels'));
    assert.equal(at({ platform: 'darwin' }), path.join(home, 'Library/Jupyter/kernels'));
    assert.equal(
      at({ platform: 'win32', env: { APPDATA: 'C:/Roaming' } }),
      path.join('C:/Roaming/jupyter/kernels'),
    );
    const venv = kernelsFolder({ 'sys-prefix': true }, { ...AT, env: { VIRTUAL_ENV: '/env' } });
    assert.equal(venv, path.join('/env/share/jupyter/kernels'));
  });
});
