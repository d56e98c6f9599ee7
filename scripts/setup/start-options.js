const fs = require('node:fs');
const path = require('node:path');

const USAGE = `Sets everything up, then opens JupyterLab on the notebooks. Ctrl-C stops it.

  npm start                            open notebooks/00-tour.ipynb
  npm start -- notebooks/02-*.ipynb    open another notebook
  npm start -- --port=9000             listen on another port

  --port=NUMBER        the port to listen on (default 8888, or the next free one)
  --ip=ADDRESS         the address to listen on (default 127.0.0.1: this machine only)
  --no-browser         don't open a browser; the address is always printed
  --browser=COMMAND    the browser to open
  --certfile=FILE      the certificate, to serve over https
  --keyfile=FILE       the certificate's private key
  --debug              log everything, to .lab/jupyter/jupyter.log
  --Class.name=VALUE   any setting of JupyterLab, such as --ServerApp.base_url=/lab/
`;

const VALUES = ['port', 'ip', 'browser', 'certfile', 'keyfile'];
const SWITCHES = ['no-browser', 'debug'];
const SETTING = /^--[A-Z]\w*(\.\w+)+=/;

/**
 * Reads the command line of `npm start`. JupyterLab ignores what it doesn't know, so that is refused here.
 * @param {string[]} given
 * @param {{root: string, typedIn: string}} where typedIn: the folder that paths are relative to
 * @returns {{help: true} | {problem: string} | {notebook?: string, extra: string[]}} extra: for JupyterLab
 */
function readStartOptions(given, { root, typedIn }) {
  if (given.some((argument) => argument === '--help' || argument === '-h')) return { help: true };
  /** @type {string[]} */
  const extra = [];
  /** @type {string | undefined} */
  let notebook;
  for (let at = 0; at < given.length; at++) {
    const argument = given[at];
    const [name, value] = argument.startsWith('--') ? argument.slice(2).split(/=(.*)/s) : [];
    if (VALUES.includes(name)) {
      const text = value ?? given[++at];
      if (!text || (value === undefined && text.startsWith('--')))
        return { problem: `--${name} needs a value` };
      if (name === 'port' && !isPort(text))
        return { problem: `--port must be a number from 0 to 65535, got ${text}` };
      extra.push(`--${name}=${text}`);
    } else if ((SWITCHES.includes(name) && value === undefined) || SETTING.test(argument)) {
      extra.push(argument);
    } else if (argument.startsWith('-')) {
      return { problem: `Unknown option: ${argument}` };
    } else if (notebook !== undefined) {
      return {
        problem: `npm start can open one notebook, got ${path.basename(notebook)} and ${argument}`,
      };
    } else {
      notebook = [typedIn, root]
        .map((folder) => path.resolve(folder, argument))
        .find((file) => fs.existsSync(file));
      if (notebook === undefined) return { problem: `${argument} doesn't exist` };
      if (path.relative(root, notebook).startsWith('..'))
        return { problem: `JupyterLab only shows files in ${root}, and ${argument} is elsewhere` };
    }
  }
  return { notebook, extra };
}

/** @param {string} text */
function isPort(text) {
  return /^\d+$/.test(text) && Number(text) <= 65535;
}

module.exports = { readStartOptions, USAGE };
