import fs from 'node:fs';
import path from 'node:path';
import { type FakeLab, fakeVenv, makeZip, type Pip } from './fake-lab';

export const BINDING = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
export const LIBRARY = 'node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_cc.so.2';
export const BUILD = 'tensorflow-2.18.1-linux-x64';
const WHEEL = 'tensorflow_cpu-0-fake.whl';

/** A tfjs-node that "loads" when its addon is the text that the fake compiler writes. */
const PACKAGE = `
const fs = require('fs'), path = require('path');
const addon = fs.readFileSync(path.join(__dirname, 'lib/napi-v8/tfjs_binding.node'), 'utf8');
fs.readFileSync(path.join(__dirname, 'deps/lib/libtensorflow_cc.so.2'));
if (addon !== 'good addon') throw new Error('invalid ELF header');
module.exports = {
  ready: async () => {}, tensor2d: (values) => values, getBackend: () => 'tensorflow', version_core: '4.22.0',
  matMul: (a) => ({ data: async () => [a[1], a[0], a[3], a[2]] }),
  backend: () => ({ binding: { TF_Version: '2.18.1' } }),
};
`;

const NO_HOST = "console.error('Error: getaddrinfo ENOTFOUND host.invalid'); process.exit(1);";

/** What the tests of the native part vary. */
export interface FakeTfjs {
  pip?: Pip;
  /** `none`: there is no compiler on the search path. */
  compiler?: 'works' | 'none' | 'fails';
  /** Source of the package's own installer. */
  installer?: string;
}

/** Fills a fake lab with tfjs-node, a wheel, a compiler and pip. Returns the context for the step. */
export function fakeTfjs(lab: FakeLab, { pip = 'works', compiler = 'works', installer = NO_HOST }: FakeTfjs) {
  const inside = 'node_modules/@tensorflow/tfjs-node';
  lab.write('package.json', '{}');
  lab.write(`${inside}/package.json`, '{"version":"4.22.0","main":"index.js"}');
  lab.write(`${inside}/index.js`, PACKAGE);
  lab.write(`${inside}/binding/tfjs_backend.cc`, '');
  lab.write(`${inside}/binding/tfjs_binding.cc`, '');
  lab.write(`${inside}/scripts/install.js`, installer);
  const wheel = path.join(lab.folder, WHEEL);
  const { sha256 } = makeZip(wheel, {
    'tensorflow/libtensorflow_cc.so.2': 'the library',
    'tensorflow/libtensorflow_framework.so.2': 'the framework',
    'tensorflow/include/tensorflow/c/c_api.h': '// a header',
    'tensorflow/python/other.py': 'not needed',
  });
  fakeVenv(lab, pip, wheel);
  addCompiler(lab, compiler);
  const tensorflowWheel = { requirement: 'tensorflow-cpu==0', file: WHEEL, sha256 };
  return (options = {}, env: Record<string, string> = {}) => {
    const ctx = lab.context({ options, sources: { tensorflowWheel } });
    ctx.env = { ...(ctx.env as Record<string, string>), ...env };
    return ctx;
  };
}

/** Puts a fake g++ on the search path: it logs its call and writes the addon. */
export function addCompiler(lab: FakeLab, kind: 'works' | 'none' | 'fails'): void {
  const file = path.join(lab.bin, 'g++');
  if (kind === 'none') fs.rmSync(file, { force: true });
  if (kind === 'fails') lab.script(file, ['echo "fatal error: no such header" >&2', 'exit 1']);
  if (kind === 'works') {
    lab.script(file, [
      'echo "g++" >> "$LOG"',
      'while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done',
      'printf "good addon" > "$out"',
    ]);
  }
}

/** Names of everything in the cache, temporary leftovers included. */
export function inCache(lab: FakeLab): string[] {
  if (!fs.existsSync(lab.cache)) return [];
  return (fs.readdirSync(lab.cache, { recursive: true }) as string[]).filter((name) =>
    fs.statSync(path.join(lab.cache, name)).isFile(),
  );
}
