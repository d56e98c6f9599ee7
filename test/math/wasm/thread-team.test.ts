import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOURCE_HASH as BEST_HASH } from '../../../lib/math/wasm/best-rows-wasm';
import { SOURCE_HASH as DESCENT_HASH } from '../../../lib/math/wasm/factor-descent-wasm';
import { BINARY, SOURCE_HASH } from '../../../lib/math/wasm/factor-rows-wasm';
import { SOURCE_HASH as NEAREST_HASH } from '../../../lib/math/wasm/nearest-rows-wasm';
import { SOURCE_HASH as ASCENT_HASH } from '../../../lib/math/wasm/pair-ascent-wasm';
import { ThreadTeam } from '../../../lib/math/wasm/thread-team';
import { tableBytes, WasmTables } from '../../../lib/math/wasm/wasm-tables';
import { PAGE, wasm, wasmModule } from '../../../lib/math/wasm/web-assembly';
import { sourceHash } from '../../../scripts/wasm-source';

const WIDTH = 8;
const ROWS = 4000;
const PIECE_ROWS = 10;
const PIECES = ROWS / PIECE_ROWS;
const SIZE = WIDTH ** 2;
const factorRows = wasmModule(BINARY);
const WORDS = { what: 'Model: tables', advice: 'use fewer factors' };

/** Σ x xᵀ of each piece, after `rounds` runs of the loop. */
async function sums(threads: number, rounds: number): Promise<Float32Array> {
  const bytes = tableBytes(ROWS * WIDTH) + tableBytes(PIECES * SIZE);
  const team = new ThreadTeam({ ...WORDS, module: factorRows, bytes, threads });
  try {
    const table = team.tables.floats(ROWS * WIDTH);
    for (let n = 0; n < table.values.length; n++) table.values[n] = (n % 7) - (n % 3);
    const out = team.tables.floats(PIECES * SIZE);
    const args = [table.address, ROWS, PIECE_ROWS, WIDTH, out.address];
    // Lets helpers start: they come when they are ready.
    const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
    for (let round = 0; round < rounds; round++) await team.run('sumOuter', PIECES, args, breathe);
    return out.values.slice();
  } finally {
    team.close();
  }
}

test('each piece is done once in each run, by whatever thread', async () => {
  const [alone, together] = [await sums(1, 30), await sums(3, 30)];
  assert.deepEqual(together, alone);
  let expected = 0;
  for (let row = 0; row < PIECE_ROWS; row++) {
    const [a, b] = [row * WIDTH + 1, row * WIDTH + 2];
    expected += ((a % 7) - (a % 3)) * ((b % 7) - (b % 3));
  }
  assert.equal(alone[WIDTH + 2], 30 * expected);
});

test('what breathe throws ends the run', async () => {
  const team = new ThreadTeam({ ...WORDS, module: factorRows, bytes: 1000, threads: 1 });
  const { address } = team.tables.floats(SIZE);
  const args = [address, 0, 1, WIDTH, address];
  await assert.rejects(
    team.run('sumOuter', 2, args, () => Promise.reject(new Error('stop'))),
    /stop/,
  );
});

test('tables that do not fit are refused', () => {
  const tables = new WasmTables(new wasm.Memory({ initial: 1 }));
  assert.equal(tables.floats(3).address, 0);
  assert.equal(tables.ints(1).address, 16);
  assert.throws(() => tables.floats(PAGE), /WasmTables: tables of 262176 bytes don't fit in 65536/);
});

test('more than 32-bit addresses reach is refused before it is allocated', () => {
  const before = process.memoryUsage().arrayBuffers;
  assert.throws(() => new ThreadTeam({ ...WORDS, module: factorRows, bytes: 5 * 2 ** 30, threads: 1 }), {
    name: 'OptionError',
    message: 'Model: tables would take 5.0 GB, but WebAssembly has at most 4.0 GB; use fewer factors',
  });
  assert.ok(process.memoryUsage().arrayBuffers - before < 1e6);
});

test('the compiled loops are those of their source', () => {
  for (const [name, wanted] of Object.entries({
    'best-rows': BEST_HASH,
    'factor-descent': DESCENT_HASH,
    'factor-rows': SOURCE_HASH,
    'nearest-rows': NEAREST_HASH,
    'pair-ascent': ASCENT_HASH,
  })) {
    assert.equal(
      sourceHash(name),
      wanted,
      'run: node --require ./lib/core/typescript.cjs scripts/compile-wasm.ts',
    );
  }
});

test('the shared memory counts for V8, so that it is collected in time', () => {
  const before = process.memoryUsage().arrayBuffers;
  const team = new ThreadTeam({ ...WORDS, module: factorRows, bytes: 5e6, threads: 1 });
  assert.ok(process.memoryUsage().arrayBuffers - before >= 5e6);
  team.close();
});
