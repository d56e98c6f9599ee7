/**
 * What Jupyter reads about the kernel: the command that starts it, its language and its picture. Plain JavaScript,
 * because setup uses it before TypeScript is installed.
 */
const fs = require('node:fs');
const path = require('node:path');
const { writeWhole } = require('../core/write-whole.cjs');

/**
 * How cells are checked: `strict`, or as the project's tsconfig.json says; `loose` as tslab does; `javascript` for
 * cells without types.
 * @typedef {'strict' | 'loose' | 'javascript'} Strictness
 */

/**
 * @typedef {object} Kernelspec
 * @property {string[]} argv
 * @property {string} display_name
 * @property {'typescript' | 'javascript'} language
 * @property {'message'} interrupt_mode
 * @property {{ debugger: boolean }} metadata
 */

/**
 * The kernels by the names that notebooks store; `name` is shown after the language.
 * @type {Record<'recommender-lab' | 'recommender-lab-javascript', { name: string, strictness: Strictness }>}
 */
const KERNELS = {
  'recommender-lab': { name: '(Recommender Lab)', strictness: 'strict' },
  'recommender-lab-javascript': { name: '(Recommender Lab)', strictness: 'javascript' },
};

/**
 * The names of tslab's kernels, with which its notebooks run as they are; only if asked for.
 * @type {Record<'tslab' | 'jslab', { name: string, strictness: Strictness }>}
 */
const TSLAB_KERNELS = {
  tslab: { name: '(tslab notebooks)', strictness: 'loose' },
  jslab: { name: '(tslab notebooks)', strictness: 'javascript' },
};

/**
 * The command that starts the kernel; the connection file is always its last argument. Code that the stop button ends
 * leaves contexts on an internal stack of Node. On other versions, `stop/end-javascript.ts` clears it; Node 24 has no
 * call for that, and would abort when it finds them. The flag keeps it from checking.
 * @param {object} of
 * @param {string} of.node
 * @param {string} of.script the file that starts the kernel
 * @param {Strictness} [of.strictness]
 * @returns {string[]}
 */
function kernelCommand({ node, script, strictness = 'strict' }) {
  const mode = strictness === 'strict' ? [] : [`--${strictness}`];
  return [node, '--no-force-async-hooks-checks', script, ...mode, '{connection_file}'];
}

/**
 * The inverse of {@link kernelCommand}, for the script.
 * @param {readonly string[]} given the arguments after the script
 * @returns {{ connectionFile: string | undefined, strictness: Strictness }}
 */
function readKernelArguments(given) {
  const modes = /** @type {const} */ (['loose', 'javascript']);
  const strictness = modes.find((mode) => given.includes(`--${mode}`)) ?? 'strict';
  return { connectionFile: given.find((argument) => !argument.startsWith('--')), strictness };
}

/**
 * @param {object} of
 * @param {string} of.node
 * @param {string} of.script the file that starts the kernel
 * @param {string} of.name as shown to users, after the language: `(Recommender Lab)`
 * @param {Strictness} [of.strictness]
 * @returns {Kernelspec}
 */
function kernelspecOf({ name, ...of }) {
  const isJavaScript = of.strictness === 'javascript';
  return {
    argv: kernelCommand(of),
    display_name: `${isJavaScript ? 'JavaScript' : 'TypeScript'} ${name}`,
    language: isJavaScript ? 'javascript' : 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: false },
  };
}

/** The picture in JupyterLab's launcher: letters on a rounded square. */
const PICTURES = {
  typescript: picture('TS', '#3178c6', '#fff'),
  javascript: picture('JS', '#f0db4f', '#222'),
};

/**
 * @param {string} letters
 * @param {string} back
 * @param {string} front
 */
function picture(letters, back, front) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="10" fill="${back}"/>
  <text x="32" y="43" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="30" fill="${front}">${letters}</text>
</svg>
`;
}

/**
 * Registers a kernel: writes the folder that Jupyter looks for, such as `<prefix>/share/jupyter/kernels/<id>`.
 * @param {string} folder
 * @param {Kernelspec} spec
 */
function writeKernelspec(folder, spec) {
  fs.mkdirSync(folder, { recursive: true });
  writeWhole(path.join(folder, 'logo-svg.svg'), PICTURES[spec.language]);
  writeWhole(path.join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`); // last: then all is there
}

module.exports = {
  KERNELS,
  TSLAB_KERNELS,
  kernelCommand,
  readKernelArguments,
  kernelspecOf,
  writeKernelspec,
};
