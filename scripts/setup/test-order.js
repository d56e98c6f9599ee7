const path = require('node:path');

/**
 * Files that share a process, so that Node, the library, TensorFlow, the ratings, or JupyterLab and its browser start
 * once. A test that changes its process for good (a variable of the environment, a backend of tensors), that has hooks
 * for each test of its process, or that measures its memory, is in none of them.
 */
const SHARED = [
  /^browser\/(completion|controls|input|jupyterlab|output|saving)\./,
  /^(core|data|lists|onboarding|recommender)\/(?!delimited-cost\.)/,
  /^models\/(?!contract\.|neural\/)/,
  /^models\/neural\//,
  /^evaluation\/(?!compare\.|presets\/)/,
  /^workshop\//,
  /^(bench|explain|setup|strain|testing)\//,
  /^(experiments|simulation)\//,
  /^kernel\/(browser-cells|exports|for-await|promises|unicode|variables)\./,
  /^math\/(?!backends\.)/,
  /^notebook\/(?!controls\/|figures\/live-figure\.|progress\/)/,
  /^notebook-files\/(?!export\.|notebook\.|widgets\.)/,
  /^(containers|imports|paths)\./,
  /^streaming\/(live-model|outbox|parts|prequential)\./,
  /^service\/(?!default-model\.|model-package\.|notebook-kernel\.|serve\.|service\.|stream-kafka\.)/,
];

/**
 * Names of files that take longest, in the order in which they start: the last to end should be short ones. A file
 * that is missing here is tested all the same, later.
 */
const SLOWEST = [
  'browser/controls',
  'notebook-files/notebook',
  'models/updates',
  'setup/dataset',
  'models/contract',
  'evaluation/splits',
  'service/scales',
  'experiments/faults',
  'models/neural/neural-models',
  'notebook-files/export',
  'evaluation/presets/tutorial-models',
  'evaluation/compare',
  'workshop/runs',
  'browser/export',
  'browser/service-page',
  'streaming/kafka-log',
  'streaming/commands',
  'kernel/interrupt',
  'examples',
  'service/stream-kafka',
  'kernel/lifecycle',
  'service/service',
];

/**
 * The test files as groups that each run in one process, the slowest first. A group begins with a file of SLOWEST if it
 * has one.
 * @param {string[]} files below `test`
 * @returns {string[][]}
 */
function inGroups(files) {
  /** @type {Map<string | RegExp, string[]>} */
  const groups = new Map();
  for (const file of files) {
    const key = SHARED.find((shared) => shared.test(nameOf(file))) ?? file;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  /** @param {string} file */
  const rank = (file) => {
    const place = SLOWEST.findIndex((slow) => nameOf(file) === `${slow}.test.ts`);
    return place === -1 ? SLOWEST.length : place;
  };
  /** @param {string[]} group */
  const first = (group) => Math.min(...group.map(rank));
  return [...groups.values()].sort((a, b) => first(a) - first(b));
}

/**
 * `core/ids.test.ts`
 * @param {string} file
 */
function nameOf(file) {
  return path.relative('test', file).split(path.sep).join('/');
}

module.exports = { SLOWEST, inGroups };
