const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { trackChild } = require('./cleanup');
const { filesBelow } = require('./native-package');
const { readJson, remove } = require('./atomic');
const { inGroups } = require('./test-order');

/**
 * @typedef {Pick<import('./context').Context, 'root' | 'env' | 'node' | 'platform'>} Context
 * @typedef {{passed: number, failed: number, skipped: number}} Counts
 * @typedef {Counts & {output?: string}} Result output: what a stage that isn't live has printed, or what a live
 *   one says at the end of all
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {'checks' | 'tests'} lane the stages of a lane run one after another, the lanes side by side
 * @property {boolean} live whether it prints as it goes
 * @property {(ctx: Context, files: string[]) => Promise<Result>} run
 */

/**
 * Runs Node and shows its output as it comes (in color on a terminal, unless it is also read).
 * @param {Context} ctx
 * @param {string[]} args
 * @param {{ read?: boolean, held?: boolean }} [options] read: also return what it prints on standard output; held: only
 *   return what it prints, errors too
 * @returns {Promise<{code: number, output: string}>}
 */
function show(ctx, args, { read = false, held = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(ctx.node, args, {
      cwd: ctx.root,
      env: ctx.env,
      stdio: ['ignore', read || held ? 'pipe' : 'inherit', held ? 'pipe' : 'inherit'],
      detached: ctx.platform !== 'win32',
    });
    trackChild(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (!held) process.stdout.write(chunk);
      });
    }
    child.once('error', () => resolve({ code: 1, output }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * A stage that is a single check. Its output is held, so that it stays in one piece beside the tests'.
 * @param {string[]} args
 * @returns {Stage['run']}
 */
function check(...args) {
  return async (ctx) => {
    const { code, output } = await show(ctx, args, { held: true });
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
  };
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

/**
 * The test files that took longest, longest first, without the time that they took to load.
 * @param {Record<string, number>} seconds
 */
function slowest(seconds, count = 12) {
  const lines = Object.entries(seconds)
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([file, time]) => `${time.toFixed(1).padStart(7)} s  ${path.relative(process.cwd(), file)}`);
  return lines.length > 1 ? ['The slowest test files:', ...lines].join('\n') : '';
}

/** A test file that takes longer is ended and counts as failed. The slowest one takes a third of this. */
const FILE_LIMIT = 10 * 60_000;

/**
 * The file to run for a group of test files.
 * @param {string[]} group
 * @param {string} folder for a file that loads several
 * @param {string} root
 */
function entryOf(group, folder, root) {
  if (group.length === 1) return group[0];
  const first = path
    .relative('test', group[0])
    .replace(/\.test\.ts$/, '')
    .replace(/[\\/]/g, '-');
  const entry = path.join(folder, `${first}-and-others.test.js`);
  const lines = group.map((file) => `require(${JSON.stringify(path.resolve(root, file))});`);
  fs.writeFileSync(entry, lines.join('\n'));
  return entry;
}

/**
 * The unit tests, as counted by node:test.
 * @param {Context} ctx
 * @param {string[]} files
 * @returns {Promise<Result>}
 */
async function unitTests(ctx, files, limit = FILE_LIMIT) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'recommender-lab-test-'));
  const totals = path.join(folder, 'counts.json');
  const runner = path.join(__dirname, 'run-tests.js');
  const started = inGroups(files).map((group) => entryOf(group, folder, ctx.root));
  const result = await show(ctx, ['--require', 'tsx/cjs', runner, totals, String(limit), ...started]);
  /** @type {import('./test-totals').Totals | undefined} */
  const counts = readJson(totals);
  remove(folder);
  // Without totals, the runner itself has crashed.
  if (counts?.pass === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const failed = counts.fail + counts.cancelled;
  return {
    passed: counts.pass,
    failed: failed === 0 && result.code !== 0 ? 1 : failed,
    skipped: counts.skipped + counts.todo,
    output: slowest(counts.seconds),
  };
}

/**
 * Every notebook in the real kernel. The runner's last line says how many passed.
 * @param {Context} ctx
 * @returns {Promise<Result>}
 */
async function notebooks(ctx) {
  const result = await show(
    ctx,
    ['--require', './lib/core/typescript.cjs', 'scripts/notebook.ts', '--check-all'],
    {
      read: true,
    },
  );
  const last = [...result.output.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (!last) return { passed: 0, failed: 1, skipped: 0 };
  const [passed, failed, skipped] = last.slice(1).map((count) => Number(count ?? 0));
  return { passed, failed: failed === 0 && result.code !== 0 ? 1 : failed, skipped };
}

const TSC = 'node_modules/typescript/bin/tsc';

/** @type {Stage[]} */
const STAGES = [
  {
    name: 'lint',
    title: 'Format and lint (biome)',
    lane: 'checks',
    live: false,
    run: check('node_modules/@biomejs/biome/bin/biome', 'check', '.'),
  },
  {
    name: 'types',
    title: 'Types (tsc)',
    lane: 'checks',
    live: false,
    run: check(TSC, '-p', '.'),
  },
  {
    name: 'script-types',
    title: 'Types of plain JavaScript (tsc)',
    lane: 'checks',
    live: false,
    // With several threads, TypeScript 7.0 now and then fails to infer a type here.
    run: check(TSC, '-p', 'scripts', '--singleThreaded'),
  },
  {
    // Notebook cells are checked against lib/ by the kernel's own TypeScript, the last one written in JavaScript.
    name: 'kernel-types',
    title: "Types of lib (the kernel's tsc)",
    lane: 'checks',
    live: false,
    run: check('node_modules/typescript-6/bin/tsc', '-p', 'scripts/tsconfig.kernel.json'),
  },
  {
    name: 'notebooks',
    title: 'Notebooks, in the real kernel',
    lane: 'checks',
    live: true,
    run: notebooks,
  },
  {
    name: 'unit',
    title: 'Unit tests (node:test)',
    lane: 'tests',
    live: true,
    run: (ctx, files) => unitTests(ctx, files),
  },
];

/** Test files that only run when they are named: they repeat measurements that take long. */
const LONG = path.join('test', 'long', path.sep);

/**
 * The stages and test files that the names mean: a stage's name, or part of a test file's path. Without names, all
 * stages and all files but those in `test/long`.
 * @param {string} root
 * @param {string[]} names
 * @throws {Error} for a name that means nothing; lists the stages
 */
function chooseStages(root, names, stages = STAGES) {
  const all = testFiles(root);
  const usual = all.filter((file) => !file.startsWith(LONG));
  const hasNotebooks = fs.existsSync(path.join(root, 'scripts', 'notebook.ts'));
  const there = stages.filter(({ name }) => name !== 'notebooks' || hasNotebooks);
  if (names.length === 0) return { stages: there, files: usual };
  const chosen = new Set(names.filter((name) => there.some((stage) => stage.name === name)));
  const parts = names.filter((name) => !chosen.has(name));
  for (const part of parts) {
    if (all.some((file) => file.includes(part))) continue;
    const list = there.map(({ name }) => name).join(', ');
    throw new Error(`No test matches ${part}. Give a stage (${list}) or part of a path below test/.`);
  }
  const files = all.filter(
    (file) => (chosen.has('unit') && usual.includes(file)) || parts.some((part) => file.includes(part)),
  );
  if (parts.length > 0) chosen.add('unit');
  return { stages: there.filter(({ name }) => chosen.has(name)), files };
}

module.exports = { STAGES, chooseStages, testFiles, unitTests };
