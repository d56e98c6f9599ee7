import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { PackagePlan } from '../plan';

const ROOT = path.resolve(__dirname, '../../..');
const NAME = 'recommender-lab-kernel';

/** The notebook kernel: `lib/kernel`, and what it imports of `lib/core`. */
export const KERNEL: PackagePlan = {
  name: NAME,
  version: '0.1.0',
  description: 'A TypeScript kernel for Jupyter: type-checked cells, a stop button that works, rich output.',
  keywords: ['jupyter', 'kernel', 'notebook', 'typescript', 'tslab'],
  folder: 'kernel',
  entries: {
    '.': ['lib/kernel/in-cells'],
    './display': ['lib/kernel/display'],
    './comm': ['lib/kernel/comm'],
  },
  sources: ['lib/kernel/main', 'lib/kernel/command/command'],
  copied: [
    'lib/core/cache-folder.cjs',
    'lib/core/is-alive.cjs',
    'lib/core/write-whole.cjs',
    ...readdirSync(path.join(ROOT, 'lib/kernel'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.cjs'))
      .map((file) => `lib/kernel/${file.replaceAll('\\', '/')}`)
      .sort(),
  ],
  written: {
    [`bin/${NAME}.js`]: `#!/usr/bin/env node
const path = require('node:path');
const { runKernelCommand } = require('../lib/kernel/command/command.js');

process.exitCode = runKernelCommand(process.argv.slice(2), path.resolve(__dirname, '..'));
`,
    'bin/kernel.js': `// Starts the kernel. Jupyter runs this, as the kernelspec says.
try {
  const { openCodeCache } = require('../lib/kernel/code-cache.cjs');
  const { readKernelArguments } = require('../lib/kernel/kernelspec.cjs');
  const startKernel = openCodeCache().whileLoading(() => {
    const main = require('../lib/kernel/main.js');
    require('tsx/cjs'); // for TypeScript files that cells import; after the kernel's own, which don't need it
    return main.startKernel;
  }, () => {});
  startKernel(readKernelArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(\`The kernel could not start. Install the package \${require('../package.json').name} again.\\n\${error?.stack ?? error}\\n\`);
  process.exit(1);
}
`,
  },
  bin: { [NAME]: `bin/${NAME}.js` },
  dependencies: ['@types/node', 'esbuild', 'tsx', 'typescript-6', 'zeromq'],
  optionalPeers: [],
  needing: {},
};
