// Starts the notebook kernel; Jupyter calls this with the path of a connection file (see the kernelspec that set-up writes).

require('tsx/cjs');
require('../lib/core/tfjs-prelude.cjs');
require('../lib/kernel/main.ts').startKernel(process.argv[2]);
