const { runCommand, lastLines } = require('./run-command');

const MINUTE = 60_000;

/**
 * Runs the pip of the lab's Python environment, with progress that a program can read (`Progress <bytes> of <bytes>`,
 * since pip 24.1).
 * @param {import('./context').Context} ctx
 * @param {string[]} args
 * @param {object} [options]
 * @param {(done: number, total: number) => void} [options.onBytes]
 * @param {(line: string) => void} [options.onLine]
 * @param {boolean} [options.raw] whether pip is new enough for that; default true
 */
function runPip(ctx, args, { onBytes, onLine, raw = true } = {}) {
  /** @param {string} line */
  const read = (line) => {
    const bytes = /^Progress (\d+) of (\d+)/.exec(line);
    if (bytes) {
      onBytes?.(Number(bytes[1]), Number(bytes[2]));
      return;
    }
    onLine?.(line);
  };
  const flags = ['--disable-pip-version-check', '--no-input', ...(raw ? ['--progress-bar=raw'] : [])];
  return runCommand(ctx.python, ['-m', 'pip', args[0], ...flags, ...args.slice(1)], {
    cwd: ctx.root,
    // A user's own `pip config` may ask for a target folder or --user, which would miss the environment.
    env: { ...ctx.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PYTHONUNBUFFERED: '1' },
    timeout: 60 * MINUTE,
    stall: 3 * MINUTE,
    onLine: read,
  });
}

/**
 * Why pip failed, in a few lines. Without a network, its own last lines say "no matching version".
 * @param {import('./run-command').Result} result
 */
function pipFailure({ output, ended }) {
  if (ended) return 'no data for minutes';
  if (/NewConnectionError|ConnectTimeout|name resolution|ProxyError|Network is unreachable/.test(output)) {
    return "the Python package index can't be reached";
  }
  // With --retries=0, pip says no more than this.
  if (/from versions: none/.test(output))
    return "the Python package index can't be reached or doesn't have it";
  return lastLines(output, 2);
}

module.exports = { runPip, pipFailure };
