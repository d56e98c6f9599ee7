import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { cloneScripts, fakeLab, SCRIPTS } from './fake-lab';

interface Health {
  ok: boolean;
  backend: string | null;
  kernel: string | null;
  python: string | null;
  node: string;
  dataset: { source: string | null; ratings: number };
  problems: { what: string; mend: string; fatal: boolean }[];
}

function doctor(scripts: string, ...args: string[]) {
  const result = spawnSync(process.execPath, [path.join(scripts, 'doctor.js'), ...args], {
    encoding: 'utf8',
  });
  return { code: result.status, text: result.stdout, errors: result.stderr };
}

test('in a bare clone: reports what is missing with the command that mends it, exits 1', (t) => {
  const lab = fakeLab(t);
  cloneScripts(lab);
  for (const file of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(SCRIPTS, '..', file), path.join(lab.root, file));
  }
  const scripts = path.join(lab.root, 'scripts');
  const { code, text, errors } = doctor(scripts, '--json');
  assert.equal(errors, '');
  assert.equal(code, 1);
  const health: Health = JSON.parse(text);
  assert.equal(health.ok, false);
  assert.deepEqual([health.backend, health.kernel, health.python], [null, null, null]);
  assert.equal(health.dataset.ratings, 0);
  const whats = health.problems.map(({ what }) => what).join('\n');
  for (const part of [/Node packages/, /Python environment/, /kernel/, /data set/]) assert.match(whats, part);
  for (const { mend } of health.problems) assert.equal(mend, 'npm run setup');

  const report = doctor(scripts);
  assert.equal(report.code, 1);
  assert.match(report.text, /→ npm run setup[\s\S]*The lab can't run yet\.\n$/);
  assert.ok(!lab.has('node_modules') && !lab.has('.venv') && !lab.has('.lab'), 'it changes nothing');
});

/** A clone whose only packages are invented ones, in the state given; which of its problems concern packages. */
function packageProblems(t: TestContext, packages: Record<string, string | undefined>): Health['problems'] {
  const lab = fakeLab(t);
  cloneScripts(lab);
  const names = Object.keys(packages);
  const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
  lab.write('package.json', JSON.stringify({ dependencies }));
  const places = names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }]);
  lab.write('package-lock.json', JSON.stringify({ packages: { '': {}, ...Object.fromEntries(places) } }));
  for (const [name, code] of Object.entries(packages)) {
    if (code === undefined) continue;
    lab.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
    lab.write(`node_modules/${name}/index.js`, code);
  }
  const { code, text } = doctor(path.join(lab.root, 'scripts'), '--json');
  assert.equal(code, 1, 'there is no Python environment either');
  return (JSON.parse(text) as Health).problems.filter(({ what }) => /Node package/.test(what));
}

describe('the Node packages', () => {
  test('a missing one is named, and setup installs it', (t) => {
    const [problem, ...more] = packageProblems(t, { one: '', two: undefined });
    assert.equal(problem.what, 'The Node packages are not installed (two missing).');
    assert.deepEqual([problem.mend, problem.fatal, more], ['npm run setup', true, []]);
  });

  test('one that does not load is named, with the reason', (t) => {
    const fatal = (packages: Record<string, string>) => packageProblems(t, packages).filter((p) => p.fatal);
    const [gone, ...more] = fatal({ one: '', two: "require('./gone')" });
    assert.match(gone.what, /^The Node package two does not load: Cannot find module '\.\/gone'/);
    assert.deepEqual([gone.mend, more], ['rm -r node_modules && npm run setup', []]);
    const [ended] = fatal({ one: '', two: 'process.abort()' });
    assert.match(ended.what, /^The Node package two does not load: it crashed Node \(/);
  });
});

test('in this project: one JSON object of the promised shape', (t) => {
  const { code, text } = doctor(SCRIPTS, '--json');
  assert.equal(text.trim().split('\n').length, 1);
  const health: Health = JSON.parse(text);
  assert.equal(code, health.ok ? 0 : 1);
  assert.equal(health.ok, !health.problems.some(({ fatal }) => fatal));
  assert.equal(health.node, process.versions.node);
  assert.ok(['tensorflow', 'wasm'].includes(health.backend ?? 'none'), `backend ${health.backend}`);
  for (const { what, mend } of health.problems) assert.ok(what.length > 10 && mend.length > 5);
  if (!health.ok) return t.skip(`the rest needs a healthy project: ${health.problems[0].what}`);
  assert.equal(health.kernel, 'recommender-lab');
  assert.match(health.python ?? '', /^\.venv\/(bin\/python|Scripts\/python\.exe)$/);
  assert.ok(['yours', 'official', 'mirror', 'synthetic'].includes(health.dataset.source ?? 'none'));
  assert.ok(health.dataset.ratings > 0);
});
