// Starts the notebook kernel. Jupyter runs this as the kernelspec says, with the path of a connection file.

try {
  // @ts-expect-error it has no types
  require('tsx/cjs');
  require('../lib/core/tfjs-prelude.cjs');
  const { readKernelArguments } = require('../lib/kernel/kernelspec.cjs');
  require('../lib/kernel/main').startKernel(readKernelArguments(process.argv.slice(2)));
} catch (error) {
  const why = error instanceof Error ? error.stack : error;
  process.stderr.write(
    `The kernel could not start. Run \`npm run setup\` in the project's folder.\n${why}\n`,
  );
  process.exit(1);
}
