/** The configurations of containers, as far as they can be checked without building one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readStartOptions } from '../scripts/setup/start-options';

const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const COMMANDS = [
  '.binder/postBuild',
  '.binder/start',
  '.devcontainer/Dockerfile',
  '.devcontainer/devcontainer.json',
];
const text = (file: string) => readFileSync(file, 'utf8');

test('containers run commands of the project that exist', () => {
  const named = COMMANDS.flatMap((file) =>
    [...text(file).matchAll(/npm run (\w+)/g)].map(([, name]) => name!),
  );
  assert.ok(named.length >= 3);
  for (const name of named) assert.ok(name in scripts, name);
});

test('the scripts of Binder are executable and valid', { skip: process.platform === 'win32' }, () => {
  for (const file of ['.binder/postBuild', '.binder/start']) {
    accessSync(file, constants.X_OK);
    execFileSync('bash', ['-n', file]);
  }
});

test('no image has MovieLens in it', () => {
  assert.match(text('.binder/postBuild'), /^npm run setup -- --synthetic$/m);
  assert.doesNotMatch(text('.devcontainer/Dockerfile'), /^(COPY|ADD)|npm run setup$/m);
});

test('Node and Python are new enough, and the start command is one that npm start takes', () => {
  const least = Number(/\d+/.exec(engines.node)![0]);
  const nodes = [
    /FROM node:(\d+)/.exec(text('.devcontainer/Dockerfile')),
    /nodejs=(\d+)/.exec(text('.binder/environment.yml')),
  ];
  for (const node of nodes) assert.ok(Number(node![1]) > least);
  assert.ok(Number(/python=3\.(\d+)/.exec(text('.binder/environment.yml'))![1]) >= 10);
  const [, command] = /^CMD (\[.*\])$/m.exec(text('.devcontainer/Dockerfile'))!;
  const [npm, start, , ...options] = JSON.parse(command) as string[];
  assert.deepEqual([npm, start], ['npm', 'start']);
  assert.ok(!('problem' in readStartOptions(options, { root: '.', typedIn: '.' })));
  JSON.parse(text('.devcontainer/devcontainer.json'));
});
