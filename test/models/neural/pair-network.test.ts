/** The networks of GMF, MLP, and NeuMF: gradients, and scores in tensors and in loops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { countTensors, loadTensors, type Tensors, withTensors } from '../../../lib/math/tensors/tensors';
import { MLP } from '../../../lib/models/neural/mlp';
import { NetworkScores } from '../../../lib/models/neural/parts/network-scores';
import {
  initialWeights,
  type NetworkShape,
  type NetworkWeights,
  PairNetwork,
  widthOf,
} from '../../../lib/models/neural/parts/pair-network';

const SHAPES: Readonly<Record<string, NetworkShape>> = {
  GMF: { factors: 3, mlpFactors: 0, layers: [] },
  MLP: { factors: 0, mlpFactors: 2, layers: [5, 4] },
  NeuMF: { factors: 3, mlpFactors: 2, layers: [5, 4] },
  'NeuMF with one layer': { factors: 1, mlpFactors: 3, layers: [2] },
};
const SIZE = { userCount: 4, itemCount: 3 };

/** Random weights, biases too. */
async function weightsOf(shape: NetworkShape): Promise<NetworkWeights> {
  const random = new RandomState(7);
  const weights = await initialWeights(shape, SIZE, { random, initStdDev: 0.7 });
  const noisy = (table: Float32Array) => table.map((value) => value + 0.3 * random.normal());
  return {
    users: noisy(weights.users),
    items: noisy(weights.items),
    layers: noisy(weights.layers),
    output: noisy(weights.output),
  };
}

function rowsOf({ tf }: Tensors, weights: NetworkWeights, width: number) {
  return [tf.tensor2d(weights.users, [4, width]), tf.tensor2d(weights.items, [3, width])];
}

const near = (got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number) => {
  assert.equal(got.length, wanted.length);
  for (let n = 0; n < got.length; n++) {
    assert.ok(Math.abs(got[n] - wanted[n]) < tolerance, `${n}: ${got[n]} is not ${wanted[n]}`);
  }
};

for (const [name, shape] of Object.entries(SHAPES)) {
  const width = widthOf(shape);

  test(`${name}: a grid, pairs, and plain loops give the same scores`, async () => {
    const weights = await weightsOf(shape);
    const scores = await withTensors(async (tensors) => {
      const { tf } = tensors;
      const network = new PairNetwork(tensors, shape, weights);
      const [p, q] = rowsOf(tensors, weights, width);
      const grid = await network.grid(p, q).data();
      const users = tf.gather(p, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
      const pairs = await network.pairs(users, tf.gather(q, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])).data();
      network.dispose();
      return { grid, pairs };
    });
    near(scores.grid, scores.pairs, 1e-5);
    if (shape.layers.length === 0) return; // GMF becomes vectors
    const plain = new NetworkScores(shape, weights);
    const loops = Array.from({ length: 12 }, (_, n) => plain.scoreOf(Math.floor(n / 3), n % 3));
    near(loops, scores.pairs, 1e-5);
  });

  test(`${name}: the gradient is that of numeric differences`, async () => {
    const weights = await weightsOf(shape);
    const lossOf = (tensors: Tensors, network: PairNetwork, rows: ReturnType<typeof rowsOf>) =>
      tensors.tf.sum(tensors.tf.softplus(network.grid(rows[0], rows[1])));
    /** The loss with one number of a table or of the layers moved. */
    const lossAt = (part: keyof NetworkWeights, at: number, by: number) =>
      withTensors(async (tensors) => {
        const moved = {
          ...weights,
          [part]: weights[part].map((value, n) => (n === at ? value + by : value)),
        };
        const network = new PairNetwork(tensors, shape, moved);
        const loss = await lossOf(tensors, network, rowsOf(tensors, moved, width)).data();
        network.dispose();
        return loss[0];
      });
    const gradients = await withTensors(async (tensors) => {
      const { tf } = tensors;
      const network = new PairNetwork(tensors, shape, weights);
      const rows = rowsOf(tensors, weights, width).map((table) => tf.variable(table));
      const trained = [...rows, ...network.variables({ output: true })];
      const { grads } = tf.variableGrads(() => lossOf(tensors, network, rows).asScalar(), trained);
      const [users, items, ...layers] = await Promise.all(
        trained.map(async ({ name: key, size }) =>
          grads[key] ? await grads[key].data() : new Float32Array(size),
        ),
      );
      network.dispose();
      tf.dispose(rows);
      return { users, items, layers: layers[0] };
    });
    // In `variables`, the hidden layers come first; GMF has none.
    const first = shape.layers.length > 0 ? 'layers' : 'output';
    for (const [part, gradient] of [
      ['users', gradients.users],
      ['items', gradients.items],
      [first, gradients.layers],
    ] as const) {
      for (const at of [0, width - 1, gradient.length - 1]) {
        if (at >= gradient.length) continue;
        const numeric = ((await lossAt(part, at, 0.002)) - (await lossAt(part, at, -0.002))) / 0.004;
        assert.ok(
          Math.abs(gradient[at] - numeric) < 0.01 * Math.max(1, Math.abs(numeric)),
          `${part} ${at}: ${gradient[at]} is not ${numeric}`,
        );
      }
    }
  });

  test(`${name}: weights come back as they went in, and no tensor is left`, async () => {
    const weights = await weightsOf(shape);
    await withTensors(() => {});
    const before = countTensors();
    const { layers, output } = await withTensors(async (tensors) => {
      const network = new PairNetwork(tensors, shape, weights);
      const read = await network.weights();
      network.dispose();
      return read;
    });
    assert.deepEqual([layers, output], [weights.layers, weights.output]);
    assert.equal(countTensors(), before);
  });
}

test('a batch takes no more memory than a block of its users', async (t) => {
  const { tf } = await loadTensors();
  const engine = tf.engine();
  const endScope = engine.endScope.bind(engine);
  let most = 0;
  t.mock.method(engine, 'endScope', (result?: never) => {
    most = Math.max(most, tf.memory().numBytes);
    endScope(result);
  });
  /** Most bytes in tensors during a fit to this many users, all of them in a batch. */
  const bytesFor = async (users: number) => {
    const items = 2000;
    const rows = Array.from({ length: items }, (_, item) => [`u${item % users}`, `i${item}`, 5] as const);
    most = 0;
    const model = new MLP({ epochs: 1, layers: [256], holdOut: 0 });
    await model.fit(Interactions.fromRows(rows, { scale: { min: 1, max: 5 } }));
    return most;
  };
  const [block, batch] = [await bytesFor(32), await bytesFor(64)];
  assert.ok(block > 1e8 && batch < 1.1 * block, `${block}, ${batch}`);
});
