const fs = require('node:fs');
const path = require('node:path');
const { packageFolder, filesBelow } = require('./native-package');
const { runCommand, lastLines } = require('./run-command');

const TRY = 20_000; // ms without a byte
const ALL = 30 * 60_000;

/**
 * The first way: tfjs-node's own installer, which downloads a library and an addon from its makers' host. It works on a
 * copy of the package (it empties `deps`, and rewrites `package.json` while it runs), so that a failure leaves nothing
 * behind.
 * @type {import('./native').Way} with a temporary folder below node_modules, where the installer finds its dependencies
 */
async function fromInstaller(ctx, temp) {
  const copy = path.join(temp, 'tfjs-node');
  const skip = new Set(
    ['deps', 'lib', 'dist', 'src', 'node_modules'].map((n) => path.join(packageFolder(ctx), n)),
  );
  fs.cpSync(packageFolder(ctx), copy, { recursive: true, filter: (source) => !skip.has(source) });

  const installed = () => writtenFiles(copy).reduce((sum, file) => sum + fs.statSync(file).size, 0);
  const watch = () => {
    const bytes = installed();
    if (bytes > 0) ctx.report.bytes("from the package's own host", bytes);
    return bytes;
  };
  const bin = path.join(ctx.modules, '.bin');
  const searchPath = [bin, ctx.env.PATH ?? ctx.env.Path].join(path.delimiter);
  const result = await runCommand(
    ctx.node,
    [ctx.sources.installer ?? path.join(copy, 'scripts', 'install.js')],
    {
      cwd: copy,
      env: { ...ctx.env, PATH: searchPath },
      timeout: ALL,
      stall: ctx.sources.installerStall ?? TRY,
      alive: watch,
    },
  );
  const binding = path.join(copy, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (result.code === 0 && fs.existsSync(binding)) {
    const tree = path.join(temp, 'tree');
    fs.mkdirSync(tree);
    // The headers are no longer needed.
    fs.rmSync(path.join(copy, 'deps', 'include'), { recursive: true, force: true });
    for (const part of ['deps', 'lib']) fs.renameSync(path.join(copy, part), path.join(tree, part));
    return { tree, version: '2.9.1', from: "the package's own installer" };
  }
  const reached =
    result.ended === undefined && !/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH/.test(result.output);
  if (!reached) return { why: "the package's own host can't be reached" };
  return { why: `the package's own installer failed (${lastLines(result.output, 1)})` };
}

/** @param {string} copy */
function writtenFiles(copy) {
  return ['deps', 'lib']
    .map((part) => path.join(copy, part))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => filesBelow(folder).map((file) => path.join(folder, file)))
    .filter((file) => fs.existsSync(file));
}

module.exports = { fromInstaller };
