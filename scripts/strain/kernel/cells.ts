// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cells are source text
/** The cells that are stopped: every way of being busy that has ever hung a kernel, and what people write. */

const NEVER = 'await new Promise(() => {});';

/** Sources of the project that the cells import. */
export const SOURCES: Readonly<Record<string, string>> = {
  'lib/small.ts': 'export const small = 1;\n',
  'lib/slow.ts':
    'const end = performance.now() + 400;\nwhile (performance.now() < end);\nexport const slow = 2;\n',
  'lib/endless.ts':
    "import { small } from './small';\nwhile ((globalThis as { isEndless?: boolean }).isEndless);\nexport const endless = small + 2;\n",
  'lib/cycle-a.ts': "import { b } from './cycle-b';\nexport const a = () => `a${b()}`;\n",
  'lib/cycle-b.ts':
    "import { a } from './cycle-a';\nimport './endless';\nexport const b = () => (a.length === 0 ? 'b' : 'none');\n",
  'lib/waits.mjs': 'export const waits = 3;\n',
  'lib/awaits.ts':
    "import { small } from './small';\nexport const awaits: number = await new Promise((r) => setTimeout(() => r(small), 2));\nwhile ((globalThis as { isEndless?: boolean }).isEndless);\n",
};

/**
 * Run first in each kernel.
 * @param lib the library's folder
 */
export function setupCells(lib: string): string[] {
  return [
    'const survivor = 42; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));',
    `import { stat } from 'node:fs/promises';
import { statSync, readFileSync } from 'node:fs';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { pbkdf2Sync } from 'node:crypto';
import { createServer, get } from 'node:http';
import { runInNewContext } from 'node:vm';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execFileSync } from 'node:child_process';
import { atCellEnd, captureOutput, display } from '${lib}/kernel/display';
import { openComm } from '${lib}/kernel/comm';
import { cellSignal } from '${lib}/core/running-cell';`,
    `const probe = async () => {
  const seen: string[] = [];
  await new Promise<void>((r) => setImmediate(() => { seen.push('immediate'); setImmediate(r); }));
  await new Promise<void>((r) => setTimeout(r, 2)); seen.push('timer');
  await new Promise<void>((r) => process.nextTick(r)); seen.push('tick');
  await stat('.'); seen.push('file');
  return [survivor, ...seen].join(' ');
};`,
    `import { Interactions } from '${lib}/data/table/interactions';
import { SVD } from '${lib}/models/factors/svd';
const rows = Array.from({ length: 3000 }, (_, i) => ({ user: \`u\${i % 60}\`, item: \`i\${(i * 7) % 101}\`, rating: 1 + (i % 5) }));
const ratings = Interactions.fromRows(rows, { duplicates: 'last' });
await new SVD({ epochs: 1 }).fit(ratings);`,
    "import * as tf from '@tensorflow/tfjs-node';\ntf.add(1, 2).dataSync()[0]",
  ];
}

/** What a kernel that is well answers to {@link PROBE}. */
export const WELL = "'42 immediate timer tick file 1 ab'";
export const PROBE = `(globalThis as { isEndless?: boolean }).isEndless = false;
import { small } from '../lib/small';
import { a } from '../lib/cycle-a';
\`\${await probe()} \${small} \${a()}\``;

/** By what they do. */
export const CELLS: Readonly<Record<string, string>> = {
  'a loop': 'while (true) {}',
  'a pending await': NEVER,
  'a loop after an await': 'await sleep(1); while (true) {}',
  'a loop of awaits': 'for (;;) await null;',
  'a loop of sleeps': 'for (;;) await sleep(1);',
  'a loop of no sleep': 'for (;;) await sleep(0);',
  'a loop of turns': 'for (;;) await new Promise<void>((r) => setImmediate(r));',
  'a loop in a timer': `setTimeout(() => { while (true) {} }, 0); ${NEVER}`,
  'a loop in the second immediate': `setImmediate(() => {}); setImmediate(() => { for (;;); }); ${NEVER}`,
  'a loop amid immediates': `for (let i = 0; i < 50; i++) setImmediate(() => { if (i === 20) for (;;); }); ${NEVER}`,
  'a loop in a tick': `process.nextTick(() => { for (;;); }); ${NEVER}`,
  'a loop in a microtask': `queueMicrotask(() => { for (;;); }); ${NEVER}`,
  'a chain of immediates': `const step = () => { setImmediate(step); }; step(); ${NEVER}`,
  'a chain of timers': `const tick = () => { setTimeout(tick, 1); }; tick(); ${NEVER}`,
  'an interval': `setInterval(() => { for (let i = 0; i < 1e6; i++); }, 1); ${NEVER}`,
  'an interval that throws': `setInterval(() => { throw new Error('again'); }, 1); ${NEVER}`,
  'an immediate that throws': `const again = () => { setImmediate(again); throw new Error('again'); }; again;\nsetImmediate(again); ${NEVER}`,
  'a chain of ticks': 'const later = () => { process.nextTick(later); }; later(); await sleep(1);',
  'a chain of microtasks': 'const soon = () => { queueMicrotask(soon); }; soon(); await sleep(1);',
  'a loop that prints': 'for (let i = 0; ; i++) console.log(i);',
  'a loop that prints and waits': 'for (let i = 0; ; i++) { console.log(i); await sleep(1); }',
  'a loop that displays': "for (let i = 0; ; i++) display({ i, text: 'x'.repeat(100) });",
  'a loop that catches': 'for (;;) { try { throw new Error("again"); } catch {} }',
  'a loop that catches stops': 'for (;;) { try { await sleep(1); } catch {} }',
  'a loop that reads stacks': 'for (;;) { new Error("again").stack; }',
  'a loop of system calls': "for (;;) statSync('.');",
  'a loop of file reads': "for (;;) readFileSync('../package.json', 'utf8');",
  'a loop of promised files': "for (;;) await stat('.');",
  'a loop of derived classes':
    'class A { constructor(readonly n: number) {} }\nclass B extends A { constructor() { super(1); } }\nfor (;;) new B();',
  'a loop of timers set and cleared': 'for (;;) clearTimeout(setTimeout(() => {}, 1 + Math.random() * 50));',
  'a loop of contexts':
    'const store = new AsyncLocalStorage<number>();\nfor (let i = 0; ; i++) await store.run(i, async () => { await null; });',
  'a loop of events':
    "const emitter = new EventEmitter(); emitter.on('x', () => {});\nfor (;;) emitter.emit('x');",
  'a loop of JSON': 'const big = { rows };\nfor (;;) JSON.parse(JSON.stringify(big));',
  'a loop of sorts': 'for (;;) rows.slice().sort((p, q) => p.rating - q.rating);',
  'a generator': 'function* ones() { for (;;) yield 1; }\nlet sum = 0; for (const one of ones()) sum += one;',
  'a for await with finally':
    'async function* numbers() { try { for (let i = 0; ; i++) { await sleep(1); yield i; } } finally { await sleep(1); } }\nfor await (const n of numbers()) {}',
  'a finally block that loops': `try { ${NEVER} } finally { while (true) {} }`,
  'a listener of the stop that loops': `cellSignal()!.addEventListener('abort', () => { while (true) {} });\n${NEVER}`,
  'a display that loops': "({ [Symbol.for('Jupyter.display')]() { while (true) {} } })",
  'an end of cell that loops': "atCellEnd(() => { while (true) {} });\n'done'",
  'captured work': `await captureOutput(async () => { for (;;) { console.log('x'); await sleep(1); } });`,
  'a search for a backtracking pattern': `/(a+)+$/.test('${'a'.repeat(40)}!')`,
  'a wait for memory': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  'WebAssembly that loops':
    'const bytes = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11];\nawait WebAssembly.instantiate(new Uint8Array(bytes)).then(({ instance }) => (instance.exports.f as () => void)());',
  'evaluated code': "eval('for (;;);')",
  'another context': "runInNewContext('for (;;);')",
  'evaluations with a time limit':
    "for (;;) { try { runInNewContext('for (;;);', {}, { timeout: 3 }); } catch {} }",
  'a stream':
    "await pipeline(Readable.from((async function* () { for (;;) yield 'x'; })()), async (s) => { for await (const _ of s); });",
  'a server that is asked':
    "const server = createServer((_, response) => response.end('x')).listen(0);\nawait once(server, 'listening'); server.unref();\nconst { port } = server.address() as { port: number };\nfor (;;) await fetch(`http://127.0.0.1:${port}`).then((r) => r.text());",
  'a child process': "for (;;) execFileSync('true');",
  'a loop of keys': "for (;;) pbkdf2Sync('a', 'b', 1000, 32, 'sha256');",
  'a fit': 'await new SVD({ epochs: 1e6 }).fit(ratings);',
  'a fit beside a loop':
    'void new SVD({ epochs: 300 }).fit(ratings).catch(() => {});\nawait sleep(5);\nfor (;;);',
  'a loop of tensors': 'for (;;) tf.tidy(() => tf.add(tf.ones([50, 50]), 1));',
  'an import that loops':
    "(globalThis as { isEndless?: boolean }).isEndless = true;\nrequire('../lib/endless');",
  'an import in a cycle that loops':
    "(globalThis as { isEndless?: boolean }).isEndless = true;\nrequire('../lib/cycle-a');",
  'imports again and again':
    "for (;;) { for (const name of ['small', 'cycle-b']) delete require.cache[require.resolve(`../lib/${name}`)]; require('../lib/cycle-a'); }",
  'a package again and again':
    "for (;;) { for (const name of Object.keys(require.cache)) if (/semver/.test(name)) delete require.cache[name]; require('semver'); }",
  'dynamic imports': "for (let i = 0; ; i++) await import('../lib/waits.mjs');",
  'sources that await, again and again':
    "for (;;) { delete require.cache[require.resolve('../lib/awaits')]; await import('../lib/awaits'); }",
  'a source that awaits and loops':
    "(globalThis as { isEndless?: boolean }).isEndless = true;\ndelete require.cache[require.resolve('../lib/awaits')];\nawait import('../lib/awaits');",
  'a check that takes long': `type Tuple<N extends number, T extends 0[] = []> = T['length'] extends N ? T : Tuple<N, [0, ...T]>;
${Array.from({ length: 40 }, (_, i) => `function f${i}(n: Tuple<${300 + i}> extends 0[] ? 1 : 2): 1 { return n; }`).join('\n')}
${NEVER}`,
  'three hundred lines': `${Array.from({ length: 300 }, (_, i) => `const v${i} = ${i} + ${i ? `v${i - 1}` : 0};`).join('\n')}\n${NEVER}`,
  'a mistake': 'survivor.nothing',
  'an error': "throw new Error('wrong')",
  'a sum': '1 + 1',
  'a short wait': 'await sleep(60); 7',
};
