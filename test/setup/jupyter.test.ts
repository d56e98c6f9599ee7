import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLab } from './fake-lab';

const { jupyterArguments, hasDesktop, firstPage, addressOf } = require('../../scripts/setup/jupyter.js');

test('JupyterLab listens on loopback only, in the project, with the token left on', (t) => {
  const lab = fakeLab(t);
  const args: string[] = jupyterArguments(lab.context({ platform: 'linux' }), ['--port=9000']);
  assert.ok(args.includes('--ip=127.0.0.1'));
  assert.ok(args.includes(`--ServerApp.root_dir=${lab.root}`));
  assert.ok(args.includes('--no-browser'), 'no desktop, no browser');
  assert.ok(!args.some((arg) => /token|password/i.test(arg)));
  assert.equal(args.includes('--allow-root'), process.getuid?.() === 0);
  assert.equal(args.at(-1), '--port=9000', "the user's options win");
});

test('a browser is opened only where there is a desktop', () => {
  assert.equal(hasDesktop({}, 'linux'), false);
  assert.equal(hasDesktop({ DISPLAY: ':0' }, 'linux'), true);
  assert.equal(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'), true);
  assert.equal(hasDesktop({}, 'darwin'), true);
});

test('the first page is the tour, or the notebooks while there is none', (t) => {
  const lab = fakeLab(t);
  assert.equal(firstPage(lab.root), 'lab/tree/notebooks');
  lab.write('notebooks/00-tour.ipynb', '{}');
  assert.equal(firstPage(lab.root), 'lab/tree/notebooks/00-tour.ipynb');
});

test('the address holds the port that was free and the token', () => {
  const server = { url: 'http://localhost:8889/', token: 'a+b' };
  assert.equal(
    addressOf(server, 'lab/tree/notebooks'),
    'http://127.0.0.1:8889/lab/tree/notebooks?token=a%2Bb',
  );
  assert.equal(addressOf({ url: 'http://127.0.0.1:8888/', token: '' }, 'lab'), 'http://127.0.0.1:8888/lab');
});
