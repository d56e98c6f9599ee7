// Starts the notebook kernel. Jupyter runs this as the kernelspec says, with the path of a connection file.

try {
  const { openCodeCache } = require('../lib/kernel/code-cache.cjs');
  // @ts-expect-error it has no types
  const translator = () => void require('tsx/cjs');
  const startKernel = openCodeCache().whileLoading(() => {
    const main = require('../lib/kernel/main');
    translator(); // for what cells import
    require('../lib/core/tfjs-prelude.cjs');
    return main.startKernel;
  }, translator);
  const { readKernelArguments } = require('../lib/kernel/kernelspec.cjs');
  startKernel(readKernelArguments(process.argv.slice(2)));
} catch (error) {
  const why = error instanceof Error ? error.stack : error;
  process.stderr.write(
    `The kernel could not start. Run \`npm run setup\` in the project's folder.\n${why}\n`,
  );
  process.exit(1);
}
