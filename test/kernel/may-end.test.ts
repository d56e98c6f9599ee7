/** A stop ends the code of cells, and never the kernel's own work, Node's, or that of a loading module. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { cellCode, type Frame, kernelWork, mayEnd, repeatable } from '../../lib/kernel/stop/may-end';

const LIB = resolve(__dirname, '../../lib');
const MARKERS = `${LIB}/kernel/stop/may-end.ts`;

/** Frames by what they stand for, innermost first. */
const FRAMES: Record<string, Frame> = {
  cell: { file: 'In[3].js', name: 'train' },
  source: { file: '/project/lib/model.ts', name: 'Object.<anonymous>' },
  evaluated: { file: 'eval at run (In[3].js:1:1)' },
  core: { file: `${LIB}/core/joiners.ts`, name: 'withJoiners' },
  kernel: { file: `${LIB}/kernel/typescript/converter.ts`, name: 'convert' },
  typescript: { file: '/project/node_modules/typescript-6/lib/typescript.js' },
  cellCode: { file: MARKERS, name: cellCode.name },
  kernelWork: { file: MARKERS, name: kernelWork.name },
  repeatable: { file: MARKERS, name: repeatable.name },
  request: { file: `${LIB}/kernel/stop/termination.ts`, name: 'request' },
  inspector: { file: 'node:inspector', name: 'post' },
  package: { file: '/project/node_modules/danfojs-node/dist/index.js', name: 'groupby' },
  tfjs: { file: '/project/node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js' },
  tsx: { file: '/project/node_modules/tsx/dist/register.cjs', name: 'transform' },
  prelude: { file: `${LIB}/core/tfjs-prelude.cjs`, name: 'loadTensorFlow' },
  wasm: { file: 'wasm://wasm/f3a0', name: 'parse' },
  loader: { file: 'node:internal/modules/cjs/loader', name: 'Module._load' },
  timers: { file: 'node:internal/timers', name: 'listOnTimeout' },
  hooks: { file: 'node:internal/async_hooks', name: 'popAsyncContext' },
  fs: { file: 'node:fs', name: 'statSync' },
  array: { file: undefined, name: 'forEach' },
};

const verdict = (stack: string) => mayEnd(stack.split(' ').map((name) => FRAMES[name]!));

/** Stacks, innermost frame first. */
const STACKS: Record<ReturnType<typeof mayEnd>, Record<string, string>> = {
  yes: {
    'cell cellCode kernel': 'a cell, begun by the kernel',
    'cell timers timers': "a cell's timer",
    'array cell': 'a method of an array that a cell calls',
    'fs cell': 'a system call',
    'core cell': 'a function of the library',
    'package cell': 'a function of a package',
    'package timers': 'a package that goes on after an await',
    'evaluated cell': 'evaluated code',
    'kernel cell': 'what the kernel does for a cell in one step',
    'source loader tsx loader prelude cell': "the body of a user's module",
    'source package loader cell': 'a function of a user that a loading package calls',
    'package source loader tsx loader cell': "a package's function, called by the body of a user's module",
    'wasm cell': "a cell's own WebAssembly",
    'cell wasm package cell': 'a function of a cell that WebAssembly calls',
    'cell cellCode kernel kernelWork kernel cell': 'a cell called by what is shielded',
  },
  no: {
    kernel: 'the kernel',
    'typescript kernel': 'the check of a cell',
    'typescript loader tsx loader kernel': 'the loading of TypeScript',
    'wasm tsx loader kernel': 'the lexer that finds its exports',
    'core typescript kernel': "the library's functions that the kernel uses",
    'wasm tsx loader cell': 'the lexer that finds the exports of what a cell imports',
    'tsx loader cell': "the compilation of a user's module",
    'loader prelude cell': 'the search for a module',
    'fs loader cell': 'the reading of a module',
    'kernelWork kernel cell': 'shielded work for a cell',
    'tsx loader kernel repeatable kernel': 'the loading of what a check needs',
    'kernel kernelWork kernel cell': 'shielded work for a cell, further in',
    'array timers': 'nothing but Node',
    'array inspector request kernel cell': 'a request that is being made',
  },
  later: {
    'typescript kernel repeatable kernel': 'a check that begins again if the cell is run again',
    'package loader cell': 'the body of a package',
    'package package loader package loader cell': 'the body of a package that a package imports',
    'wasm tfjs cell': 'a tensor operation in WebAssembly',
    'package wasm package cell': 'what WebAssembly calls in its package',
    'package loader cellCode kernel': 'the body of a package, begun by the kernel',
    'timers cell': "Node's list of timers",
    'hooks timers cell': "Node's stack of contexts",
    'cell kernel': 'a cell that the kernel has called without saying so',
  },
};

describe('where a stop may end code', () => {
  for (const [expected, stacks] of Object.entries(STACKS)) {
    for (const [stack, what] of Object.entries(stacks)) {
      it(`${expected}: ${what}`, () => assert.equal(verdict(stack), expected, stack));
    }
  }
});
