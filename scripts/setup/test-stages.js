const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { trackChild } = require('./cleanup');
const { filesBelow } = require('./native-package');
const { readJson, remove } = require('./atomic');

/**
 * @typedef {Pick<import('./context').Context, 'root' | 'env' | 'node' | 'platform'>} Context
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {{name: string, title: string, run: (ctx: Context, files: string[]) => Promise<Counts>}} Stage
 */

/**
 * Runs Node and shows its output as it comes (in color on a terminal, unless it is also read).
 * @param {Context} ctx
 * @param {string[]} args
 * @param {{ read?: boolean }} [options] read: also return the output
 * @returns {Promise<{code: number, output: string}>}
 */
function show(ctx, args, { read = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(ctx.node, args, {
      cwd: ctx.root,
      env: ctx.env,
      stdio: ['ignore', read ? 'pipe' : 'inherit', 'inherit'],
      detached: ctx.platform !== 'win32',
    });
    trackChild(child);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.once('error', () => resolve({ code: 1, output }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * A stage that is a single check.
 * @param {{ code: number }} result
 * @returns {Counts}
 */
function one({ code }) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/**
 * All test files, relative to the project. Listed here because Node 20's test runner takes no patterns.
 * @param {string} root
 */
function testFiles(root) {
  const folder = path.join(root, 'test');
  if (!fs.existsSync(folder)) return [];
  return filesBelow(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join('test', file));
}

/** A test file that takes longer is ended and counts as failed. The slowest one takes a tenth of this. */
const FILE_LIMIT = 10 * 60_000;

/**
 * The unit tests, as counted by node:test.
 * @param {Context} ctx
 * @param {string[]} files
 * @returns {Promise<Counts>}
 */
async function unitTests(ctx, files, limit = FILE_LIMIT) {
  const totals = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'recommender-lab-test-')), 'counts.json');
  const args = ['--require', 'tsx/cjs', '--test', '--test-concurrency=2', `--test-timeout=${limit}`];
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...[`--test-reporter=${path.join(__dirname, 'test-counts.js')}`, `--test-reporter-destination=${totals}`],
  ];
  const result = await show(ctx, [...args, ...reporters, ...files]);
  /** @type {Record<string, number> | undefined} */
  const counts = readJson(totals);
  remove(path.dirname(totals));
  // Without totals, the runner itself has crashed.
  if (counts?.pass === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const failed = counts.fail + counts.cancelled;
  return {
    passed: counts.pass,
    failed: failed === 0 && result.code !== 0 ? 1 : failed,
    skipped: counts.skipped + counts.todo,
  };
}

/**
 * Every notebook in the real kernel. The runner's last line says how many passed.
 * @param {Context} ctx
 * @returns {Promise<Counts>}
 */
async function notebooks(ctx) {
  const result = await show(ctx, ['--require', 'tsx/cjs', 'scripts/notebook.ts', '--check-all'], {
    read: true,
  });
  const last = [...result.output.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (!last) return one(result);
  const [passed, failed, skipped] = last.slice(1).map((count) => Number(count ?? 0));
  return { passed, failed: failed === 0 && result.code !== 0 ? 1 : failed, skipped };
}

/** @type {Stage[]} */
const STAGES = [
  {
    name: 'lint',
    title: 'Format and lint (biome)',
    run: async (ctx) => one(await show(ctx, ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])),
  },
  {
    name: 'types',
    title: 'Types (tsc)',
    run: async (ctx) => one(await show(ctx, ['node_modules/typescript/bin/tsc', '-p', '.'])),
  },
  {
    name: 'script-types',
    title: 'Types of plain JavaScript (tsc)',
    // With several threads, TypeScript 7.0 now and then fails to infer a type here.
    run: async (ctx) =>
      one(await show(ctx, ['node_modules/typescript/bin/tsc', '-p', 'scripts', '--singleThreaded'])),
  },
  {
    // Notebook cells are checked against lib/ by the kernel's own TypeScript, the last one written in JavaScript.
    name: 'kernel-types',
    title: "Types (the kernel's tsc)",
    run: async (ctx) => one(await show(ctx, ['node_modules/typescript-6/bin/tsc', '-p', '.'])),
  },
  { name: 'unit', title: 'Unit tests (node:test)', run: (ctx, files) => unitTests(ctx, files) },
  { name: 'notebooks', title: 'Notebooks, in the real kernel', run: notebooks },
];

/**
 * The stages and test files that the names mean: a stage's name, or part of a test file's path.
 * @param {string} root
 * @param {string[]} names
 * @throws {Error} for a name that means nothing; lists the stages
 */
function chooseStages(root, names, stages = STAGES) {
  const all = testFiles(root);
  const hasNotebooks = fs.existsSync(path.join(root, 'scripts', 'notebook.ts'));
  const there = stages.filter(({ name }) => name !== 'notebooks' || hasNotebooks);
  if (names.length === 0) return { stages: there, files: all };
  const chosen = new Set(names.filter((name) => there.some((stage) => stage.name === name)));
  const parts = names.filter((name) => !chosen.has(name));
  for (const part of parts) {
    if (all.some((file) => file.includes(part))) continue;
    const list = there.map(({ name }) => name).join(', ');
    throw new Error(`No test matches ${part}. Give a stage (${list}) or part of a path below test/.`);
  }
  const files = chosen.has('unit') ? all : all.filter((file) => parts.some((part) => file.includes(part)));
  if (parts.length > 0) chosen.add('unit');
  return { stages: there.filter(({ name }) => chosen.has(name)), files };
}

module.exports = { STAGES, chooseStages, testFiles, unitTests };
