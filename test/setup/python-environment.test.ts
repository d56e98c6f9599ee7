import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { damagedPackages, pythonEnvironment, pythonReady } from '../../scripts/setup/python-environment';
import { type FakeLab, fakeLab } from './fake-lab';

/** How the fake interpreter on the search path differs from a good one. */
interface Faults {
  version?: [number, number, number];
  /** Debian without python3-venv: the venv module is there, ensurepip isn't. */
  noEnsurepip?: boolean;
  venvFails?: boolean;
  pipFails?: boolean;
  /** No index can be reached: pip needs a folder of wheels. */
  offline?: boolean;
  /** The wheels that are there are for another version of Python. */
  foreignWheels?: boolean;
}

const SITE = '.venv/lib/python3.11/site-packages';
const PINS = [
  ['jupyterlab', 'jupyterlab-4.6.6'],
  ['my_plot', 'my_plot-7.1.0'],
];

/** A `python3` that makes an environment holding a copy of itself, and logs what it is asked to do. */
function fakePython(lab: FakeLab, { version = [3, 11, 7], ...faults }: Faults = {}): void {
  const file = path.join(lab.bin, 'python3');
  lab.script(file, [
    `if [ "$1" = -c ]; then case "$2" in`,
    `  *ensurepip*) ${faults.noEnsurepip ? 'exit 1' : 'exit 0'};;`,
    `  *) echo '{"version": [${version}], "path": "${file}"}'; exit 0;;`,
    'esac; fi',
    'echo "$2 $3" >> "$LOG"',
    faults.offline
      ? 'case "$*" in *" pip "*) case "$*" in *--no-index*) ;; *) echo "ERROR: no network"; exit 1;; esac;; esac'
      : '',
    faults.foreignWheels
      ? 'case "$*" in *project/.lab*) echo "ERROR: no matching version"; exit 1;; esac'
      : '',
    'case "$*" in *" download "*)',
    '  all="$*"',
    '  while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest="$2"; shift; done',
    '  case "$all" in',
    ...[
      ['*--requirement*', ...PINS.map(([, pin]) => pin)],
      ['*', 'pip-26.3'],
    ].map(([pattern, ...pins]) => {
      const make = pins.map((pin) => `: > "$dest/${pin}-py3-none-any.whl"`);
      return `    ${pattern}) ${make.join('; ')};;`;
    }),
    '  esac',
    '  exit 0;;',
    'esac',
    'if [ "$2" = venv ]; then',
    '  /bin/mkdir -p "$3/bin"',
    faults.venvFails ? '  echo "Error: broken"; exit 1' : '',
    `  /bin/cp '${file}' "$3/bin/python"`,
    'fi',
    // An installation leaves a file of code and pip's list of it.
    'case "$*" in *--requirement*|*--ignore-installed*)',
    ...PINS.flatMap(([name, pin]) => {
      const info = `${SITE}/${pin}.dist-info`;
      const list = `${name}.py,sha256=0,4\\n__pycache__/${name}.pyc,,\\n`;
      return [
        `/bin/mkdir -p "${info}"; printf code > "${SITE}/${name}.py"`,
        `printf '${list}' > "${info}/RECORD"`,
      ];
    }),
    'esac',
    faults.pipFails ? 'case "$*" in *--requirement*) echo "ERROR: no network"; exit 1;; esac' : '',
    'exit 0',
  ]);
  lab.write(
    'scripts/requirements.txt',
    'jupyterlab==4.6.6\nMy.Plot==7.1.0\nold==1.0 ; python_version < "3.11"\n',
  );
}

const windows = { skip: process.platform === 'win32' && 'the fakes are shell scripts' };

describe('Python environment', windows, () => {
  test('is made, stamped, and not made again', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    assert.match((await pythonEnvironment(lab.context())).detail, /Python 3\.11\.7, JupyterLab 4\.6\.6/);
    const calls = lab.calls();
    assert.deepEqual(
      calls.map((call) => call.split(' ')[0]),
      ['venv', 'pip', 'pip', 'pip', 'pip'],
    );
    assert.match((await pythonEnvironment(lab.context())).detail, /^there/);
    assert.deepEqual(lab.calls(), calls);
  });

  test('changed requirements are installed into the environment that is there', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    await pythonEnvironment(lab.context());
    lab.write('scripts/requirements.txt', 'jupyterlab==4.6.7\n');
    assert.ok(!pythonReady(lab.context()));
    assert.match((await pythonEnvironment(lab.context())).detail, /Python 3\.11\.7, JupyterLab 4\.6\.7/);
    assert.equal(lab.calls().filter((call) => call.startsWith('venv')).length, 1);
  });

  for (const [what, damage] of [
    ['a file of a package has gone', (lab) => fs.rmSync(path.join(lab.root, SITE, 'my_plot.py'))],
    ['a file of a package is cut short', (lab) => lab.write(`${SITE}/my_plot.py`, 'c')],
    [
      'a package has gone with its list',
      (lab) => fs.rmSync(path.join(lab.root, SITE, 'my_plot-7.1.0.dist-info'), { recursive: true }),
    ],
  ] as [string, (lab: FakeLab) => void][]) {
    test(`where ${what}, that package is installed again`, async (t) => {
      const lab = fakeLab(t);
      fakePython(lab);
      await pythonEnvironment(lab.context());
      damage(lab);
      assert.deepEqual(damagedPackages(lab.context()), ['My.Plot==7.1.0']);
      const { detail } = await pythonEnvironment(lab.context());
      assert.equal(detail, 'damaged, reinstalled: My.Plot==7.1.0');
      assert.match(lab.calls().at(-1) ?? '', /^pip install$/);
      assert.deepEqual(damagedPackages(lab.context()), []);
      assert.match((await pythonEnvironment(lab.context())).detail, /^there/);
    });
  }

  test('compiled files may go, files may have grown, and another version may have come', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    await pythonEnvironment(lab.context());
    assert.ok(!lab.has(`${SITE}/__pycache__`));
    lab.write(`${SITE}/my_plot.py`, 'code of mine');
    const info = (version: string) => path.join(lab.root, SITE, `my_plot-${version}.dist-info`);
    fs.renameSync(info('7.1.0'), info('7.2.0'));
    assert.deepEqual(damagedPackages(lab.context()), []);
    fs.rmSync(path.join(lab.root, SITE, 'my_plot.py'));
    assert.deepEqual(damagedPackages(lab.context()), ['My.Plot==7.2.0']);
  });

  test('without python3-venv: the command to type, and no half environment', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab, { noEnsurepip: true });
    await assert.rejects(
      pythonEnvironment(lab.context({ platform: 'linux' })),
      /sudo apt install python3-venv/,
    );
    assert.ok(!lab.has('.venv'));
    assert.deepEqual(lab.calls(), []);
  });

  test('an old Python is named, and none at all is said', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab, { version: [3, 8, 18] });
    await assert.rejects(pythonEnvironment(lab.context()), /needs Python 3\.10 or later; only 3\.8\.18/);
    fs.rmSync(path.join(lab.bin, 'python3'));
    await assert.rejects(pythonEnvironment(lab.context()), /no Python was found on the search path/);
    assert.ok(!lab.has('.venv'));
  });

  test('a newer Python under another name is found', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab, { version: [3, 12, 1] });
    fs.renameSync(path.join(lab.bin, 'python3'), path.join(lab.bin, 'python3.12'));
    const file = path.join(lab.bin, 'python3.12');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('bin/python3"', 'bin/python3.12"'));
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll("bin/python3'", "bin/python3.12'"));
    lab.script(path.join(lab.bin, 'python3'), [`echo '{"version": [3, 9, 2], "path": "/old"}'`]);
    assert.match((await pythonEnvironment(lab.context())).detail, /Python 3\.12\.1/);
  });

  test('a venv that breaks half-way is taken away', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab, { venvFails: true });
    await assert.rejects(pythonEnvironment(lab.context()), /could not make the environment/);
    assert.ok(!lab.has('.venv'));
  });

  test('without a network it stays unfinished, and the next setup makes it again', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab, { pipFails: true });
    await assert.rejects(pythonEnvironment(lab.context()), /pip could not install[\s\S]*no network/);
    assert.ok(!pythonReady(lab.context()));
    fakePython(lab);
    await pythonEnvironment(lab.context());
    assert.ok(pythonReady(lab.context()));
  });

  test('the environment of a project that has moved is made again', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    await pythonEnvironment(lab.context());
    const moved = path.join(lab.folder, 'moved');
    fs.cpSync(lab.root, moved, { recursive: true });
    assert.ok(!pythonReady(lab.context({ root: moved })));
    await pythonEnvironment(lab.context({ root: moved }));
    assert.equal(lab.calls().filter((call) => call.startsWith('venv')).length, 2);
  });

  test('a second clone, and a repair, need no network: the wheels are in the cache', async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    await pythonEnvironment(lab.context());
    const wheels = fs.readdirSync(path.join(lab.cache, 'python-wheels')).sort();
    assert.deepEqual(wheels, [
      ...['jupyterlab-4.6.6', 'my_plot-7.1.0', 'pip-26.3'].map((pin) => `${pin}-py3-none-any.whl`),
    ]);
    fakePython(lab, { offline: true });
    fs.rmSync(path.join(lab.root, '.venv'), { recursive: true });
    await pythonEnvironment(lab.context());
    assert.ok(pythonReady(lab.context()));
    fs.rmSync(path.join(lab.root, SITE, 'my_plot.py'));
    assert.match((await pythonEnvironment(lab.context())).detail, /reinstalled: My\.Plot/);
  });

  test('the wheels of a bundle come first; those for another Python are passed over', async (t) => {
    const lab = fakeLab(t);
    for (const pin of ['jupyterlab-4.6.6', 'my_plot-7.1.0', 'pip-26.3'])
      lab.write(`.lab/bundle/wheels/${pin}-py3-none-any.whl`, '');
    fakePython(lab, { offline: true });
    await pythonEnvironment(lab.context());
    assert.ok(!fs.existsSync(path.join(lab.cache, 'python-wheels')));
    fs.rmSync(path.join(lab.root, '.venv'), { recursive: true });
    fakePython(lab, { foreignWheels: true });
    await pythonEnvironment(lab.context());
    assert.equal(fs.readdirSync(path.join(lab.cache, 'python-wheels')).length, 3);
  });

  test("a user's own .venv is moved aside, not deleted", async (t) => {
    const lab = fakeLab(t);
    fakePython(lab);
    lab.write('.venv/mine.txt', 'precious');
    await pythonEnvironment(lab.context());
    assert.match(lab.said(), /wasn't made by setup; it is now in \.lab/);
    const [kept] = fs.readdirSync(path.join(lab.root, '.lab'));
    assert.equal(lab.read(path.join('.lab', kept, 'mine.txt')), 'precious');
  });
});
