/** Trains the towers of `TwoTower`: batches of users choose among candidates. */
import type { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { adam } from '../../../math/tensors/native-adam';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import { type CandidateSource, ChoiceMaker, type Choices, choiceLoss, usersWithChoices } from './choices';
import { Embedding, SparseOptimizer } from './embedding';
import type { ListLearner } from './list-training';
import { pickRows, sumsOfRows } from './sparse-product';
import {
  itemVectors,
  type ScoreOptions,
  type TowerInputs,
  type TowerTables,
  unitLength,
  userVectors,
} from './towers';
import { batches } from './training';

export interface TowerOptions extends ScoreOptions {
  readonly factors: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly dropout: number;
  readonly reg: number;
  readonly initStdDev: number;
  readonly userIds: boolean;
  readonly candidates: CandidateSource;
}

/** A table in training, and the rows of it that a batch needs. */
interface Part {
  readonly embedding: Embedding;
  readonly rows: ArrayLike<number>;
  /** From these rows to their contribution to the tower's sum. */
  readonly sums: (rows: Tensor) => Tensor;
  /** What the sums need. */
  readonly tensors?: readonly Tensor[];
}

/** @param features of the users and items of the train set */
export function towerLearner(
  tensors: Tensors,
  positives: CompressedRows,
  features: Omit<TowerInputs, 'liked'>,
  options: TowerOptions,
  random: RandomState,
  run: FitRun,
): ListLearner<TowerTables> {
  const { tf } = tensors;
  const { factors, batchSize, dropout, reg, learningRate, normalize, temperature } = options;
  const inputs: TowerInputs = { ...features, liked: unitLength(positives) };
  const [userCount, itemCount] = [positives.offsets.length - 1, positives.columnCount];
  const width = factors + 1;
  const table = (rows: number, columns: number, most: number) => {
    const start = Float32Array.from(random.normals(rows * columns, 0, options.initStdDev));
    return new Embedding(tensors, start, columns, most);
  };
  const most = mostLikes(positives, batchSize);
  const [ofUsers, ofItems] = [features.userFeatures, features.itemFeatures];
  const liked = table(itemCount, factors, most);
  const items = table(itemCount, width, options.candidates === 'all' ? itemCount : most);
  const users = options.userIds ? table(userCount, factors, batchSize) : undefined;
  const userFeatures = ofUsers && table(ofUsers.columnCount, factors, ofUsers.columnCount);
  const itemFeatures = ofItems && table(ofItems.columnCount, width, ofItems.columnCount);
  const embeddings = [liked, users, userFeatures, items, itemFeatures].filter((part) => part !== undefined);
  const optimizer = new SparseOptimizer(tensors, adam(tensors, learningRate), embeddings);
  const choices = new ChoiceMaker(positives, options.candidates);
  const active = usersWithChoices(positives);

  /** Most of a user's own likes are chosen from, so a random part is hidden; the others count for more instead. */
  const visible = (at: number) =>
    dropout === 0 || random.random() >= dropout ? inputs.liked.values[at] / (1 - dropout) : 0;
  const itself = (rows: Tensor) => rows;
  const bag = (
    embedding: Embedding,
    matrix: CompressedRows,
    rows: Int32Array,
    valueAt?: (at: number) => number,
  ) => {
    const picked = pickRows(matrix, rows, valueAt);
    const sums = sumsOfRows(tensors, picked);
    return { embedding, rows: picked.columns, sums: sums.of, tensors: sums.tensors };
  };
  const userParts = (batch: Int32Array): Part[] => [
    bag(liked, inputs.liked, batch, visible),
    ...(users ? [{ embedding: users, rows: batch, sums: itself }] : []),
    ...(userFeatures && ofUsers ? [bag(userFeatures, ofUsers, batch)] : []),
  ];
  const itemParts = ({ items: candidates }: Choices): Part[] => [
    { embedding: items, rows: candidates, sums: itself },
    ...(itemFeatures && ofItems ? [bag(itemFeatures, ofItems, candidates)] : []),
  ];
  const unit = (rows: Tensor) =>
    normalize ? tf.div(rows, tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-12))) : rows;
  const step = async (batch: Int32Array): Promise<number> => {
    const made = choices.of(batch);
    const [own, others] = [userParts(batch), itemParts(made)];
    const loss = await optimizer.step(
      [...own, ...others].map(({ rows }) => rows),
      (rows) => {
        const sums = [...own, ...others].map((part, n) => part.sums(rows[n]));
        const p = unit(tf.addN(sums.slice(0, own.length))); // [users, factors]
        const q = tf.addN(sums.slice(own.length)) as Tensor; // [candidates, factors + 1]
        const vectors = unit(tf.slice(q, [0, 0], [made.items.length, factors]));
        const bias = tf.reshape(tf.slice(q, [0, factors], [made.items.length, 1]), [1, made.items.length]);
        const scores = tf.div(tf.add(tf.matMul(p, vectors, false, true), bias), temperature);
        const squares = tf.addN(rows.map((each) => tf.sum(tf.square(each))));
        return tf.add(choiceLoss(tensors, scores, made), tf.mul(reg / 2, squares));
      },
    );
    tf.dispose([...own, ...others].flatMap((part) => part.tensors ?? []));
    return loss;
  };
  const tables = (): TowerTables => ({
    liked: liked.values(),
    users: users?.values() ?? new Float32Array(0),
    userFeatures: userFeatures?.values() ?? new Float32Array(0),
    items: items.values(),
    itemFeatures: itemFeatures?.values() ?? new Float32Array(0),
  });
  /** Of the current epoch. */
  let vectors: (ReturnType<typeof itemVectors> & { readonly userFactors: Float32Array }) | undefined;
  return {
    async pass() {
      vectors = undefined;
      let sum = 0;
      for (const batch of batches(active.length, batchSize, random)) {
        sum += (await step(batch.map((at) => active[at]))) * batch.length;
        await run.breathe();
      }
      return sum / active.length;
    },
    async scoresOf(block) {
      vectors ??= {
        ...itemVectors(tables(), inputs, options, factors),
        userFactors: userVectors(tables(), inputs, options, factors),
      };
      const { userFactors, itemFactors, itemBias } = vectors;
      const scores = tf.tidy(() => {
        const p = tf.gather(tf.tensor2d(userFactors, [userCount, factors]), tf.tensor1d(block, 'int32'));
        return tf.add(tf.matMul(p, tf.tensor2d(itemFactors, [itemCount, factors]), false, true), itemBias);
      });
      const numbers = await scores.data();
      scores.dispose();
      return numbers;
    },
    weights: async () =>
      Object.fromEntries(
        Object.entries(tables()).map(([name, table]) => [name, table.slice()]),
      ) as TowerTables,
    dispose: () => optimizer.dispose(),
  };
}

/** Upper limit for the number of likes in a batch. */
function mostLikes({ offsets }: CompressedRows, batchSize: number): number {
  const lengths = Int32Array.from(
    { length: offsets.length - 1 },
    (_, row) => offsets[row + 1] - offsets[row],
  );
  return lengths
    .sort()
    .subarray(-batchSize)
    .reduce((sum, length) => sum + length, 1);
}
