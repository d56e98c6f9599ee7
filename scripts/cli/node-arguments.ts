import * as path from 'node:path';

/** What Node must be started with to load TypeScript. */
export const TYPESCRIPT: readonly string[] = [
  '--require',
  path.resolve(__dirname, '../../lib/core/typescript.cjs'),
];
