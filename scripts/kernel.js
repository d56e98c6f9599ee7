// Starts the notebook kernel; Jupyter calls this with the path of a connection file (see the kernelspec that set-up writes).

try {
  require('tsx/cjs');
  require('../lib/core/tfjs-prelude.cjs');
  require('../lib/kernel/main.ts').startKernel(process.argv[2]);
} catch (error) {
  process.stderr.write(
    `The kernel could not start. Run \`npm run setup\` in the project's folder.\n${error.stack}\n`,
  );
  process.exit(1);
}
