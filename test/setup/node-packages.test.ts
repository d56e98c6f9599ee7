import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { missingPackages, nodePackages } from '../../scripts/setup/node-packages';
import { nodeVersionProblem } from '../../scripts/setup/node-version';
import { type FakeLab, fakeLab, SCRIPTS } from './fake-lab';

const LOCK = {
  packages: {
    '': { name: 'project' },
    'node_modules/one': { version: '1.0.0' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['plan9'] },
  },
};

/** A fake npm, started by Node as npm is: it logs its arguments and installs what the lock file says. */
function fakeNpm(lab: FakeLab, works = true) {
  lab.write('package-lock.json', JSON.stringify(LOCK));
  const npm = path.join(lab.folder, 'npm-cli.js');
  const install = `
    const fs = require('fs');
    fs.appendFileSync('${lab.folder}/calls.log', process.argv.slice(2).join(' ') + '\\n');
    fs.rmSync('node_modules', { recursive: true, force: true });
    fs.mkdirSync('node_modules/one', { recursive: true });
    ${works ? '' : "console.error('npm error code ENOTFOUND'); process.exit(1);"}
    fs.writeFileSync('node_modules/one/package.json', '{"version":"1.0.0"}');
    const packages = { 'node_modules/one': { version: '1.0.0' } };
    fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));`;
  fs.writeFileSync(npm, install);
  return () => lab.context({ env: { npm_execpath: npm, PATH: lab.bin } });
}

describe('Node packages', () => {
  test('are installed once, with no install script run', async (t) => {
    const lab = fakeLab(t);
    const context = fakeNpm(lab);
    assert.equal((await nodePackages(context())).detail, '1 packages');
    assert.match(lab.calls()[0], /^ci --ignore-scripts/);
    assert.equal((await nodePackages(context())).detail, 'there');
    assert.equal(lab.calls().length, 1);
  });

  test('are installed again when the lock file has changed', async (t) => {
    const lab = fakeLab(t);
    const context = fakeNpm(lab);
    await nodePackages(context());
    lab.write(
      'package-lock.json',
      JSON.stringify({ ...LOCK, packages: { ...LOCK.packages, 'node_modules/two': {} } }),
    );
    await nodePackages(context());
    assert.equal(lab.calls().length, 2);
  });

  test('with one missing are installed again', async (t) => {
    const lab = fakeLab(t);
    const context = fakeNpm(lab);
    await nodePackages(context());
    fs.renameSync(path.join(lab.root, 'node_modules/one'), path.join(lab.folder, 'one'));
    assert.deepEqual(missingPackages(context()), ['one']);
    await nodePackages(context());
    assert.equal(lab.calls().length, 2);
    assert.deepEqual(missingPackages(context()), []);
  });

  test('installed by hand, they are kept if they are the right ones and replaced if not', async (t) => {
    const lab = fakeLab(t);
    const context = fakeNpm(lab);
    const byHand = (version: string) => {
      lab.write('node_modules/one/package.json', JSON.stringify({ version }));
      const packages = { 'node_modules/one': { version } };
      lab.write('node_modules/.package-lock.json', JSON.stringify({ packages }));
    };
    byHand('1.0.0');
    await nodePackages(context());
    assert.deepEqual(lab.calls(), []);
    fs.rmSync(path.join(lab.root, 'node_modules/.lab'), { recursive: true });
    byHand('0.9.0');
    await nodePackages(context());
    assert.equal(lab.calls().length, 1);
  });

  test('an installation that fails says why, leaves no stamp, and is started again', async (t) => {
    const lab = fakeLab(t);
    await assert.rejects(nodePackages(fakeNpm(lab, false)()), /npm could not install[\s\S]*ENOTFOUND/);
    assert.ok(!lab.has('node_modules/.lab/packages.json'));
    await nodePackages(fakeNpm(lab)());
    assert.equal(lab.calls().length, 2);
  });
});

test('an old Node can parse what says that it is too old', () => {
  const entries = ['setup', 'start', 'doctor', 'test', 'ready', 'setup/node-version'];
  for (const entry of entries) {
    const source = fs.readFileSync(path.join(SCRIPTS, `${entry}.js`), 'utf8');
    const as = (target: string) => transformSync(source, { target }).code;
    assert.equal(as('node10'), as('esnext'), `${entry}.js has syntax that Node 10 doesn't know`);
    assert.match(source, /^(\/\/.*\n|\n)*(require\('\.\/setup\/node-version'\)|\/\*\*)/, 'it looks first');
  }
});

test('Node is too old below 20.19, and the message says what to install', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0']) {
    assert.equal(nodeVersionProblem(version), undefined, version);
  }
  for (const version of ['18.20.4', '20.9.0', '20.18.3']) {
    assert.match(
      nodeVersionProblem(version) ?? '',
      /Node 20\.19 or later; this is Node .*Install Node 22/,
      version,
    );
  }
});
