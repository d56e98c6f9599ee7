/** Trains MultVAE's network (`vae-network.ts`): batches of users, the growing weight of the divergence, early stopping. */
import type { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { adam } from '../../../math/tensors/native-adam';
import { type Tensor, withTensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import type { PositiveOptions, Positives } from '../../shared/positives';
import { heldOutNdcg, holdOut } from './hold-out';
import { type Examples, examplesAt, likedExamples, matrixOf, ratedWithout } from './pair-examples';
import { batches, type Trained, trainEpochs } from './training';
import { VaeNetwork, type VaeShape, vaeBatch } from './vae-network';
import type { VaeState } from './vae-scores';

export interface VaeTraining extends PositiveOptions, Omit<VaeShape, 'items'> {
  readonly dropout: number;
  readonly beta: number;
  readonly annealing: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly holdOut: number;
  readonly patience: number;
  readonly refit: boolean;
  readonly seed: number;
}

/** What a network learns from, and what it is judged by meanwhile. */
interface VaeExamples {
  /** w_ui, [users, items]. */
  readonly likes: CompressedRows;
  /** Held-out likes, and the items that can't be on a user's list. */
  readonly judge?: { readonly held: Examples; readonly rated: CompressedRows };
}

/** Finds the number of epochs on held-out ratings, if there are any, and trains for as many on all of them. */
export async function fitVae(
  train: Interactions,
  positives: Positives,
  training: VaeTraining,
  run: FitRun,
): Promise<VaeState> {
  const all: Examples = { ...positives, values: positives.weights };
  const random = new RandomState(training.seed);
  const { learn, held: heldAt } = holdOut(all.users, { share: training.holdOut, random });
  if (heldAt.length === 0) return (await trainOnce(run, { likes: matrixOf(all) }, training)).weights;
  const held = examplesAt(all, heldAt);
  const judge = { held: likedExamples(held, train, training), rated: ratedWithout(held, train) };
  const { refit } = training;
  const first = await trainOnce(
    run,
    { likes: matrixOf(examplesAt(all, learn)), judge },
    training,
    refit ? (best) => best : undefined,
  );
  if (!refit) return first.weights;
  return (await trainOnce(run, { likes: matrixOf(all) }, { ...training, epochs: first.epochs })).weights;
}

function trainOnce(
  run: FitRun,
  { likes, judge }: VaeExamples,
  training: VaeTraining,
  stepsAfter?: (best: number) => number,
): Promise<Trained<VaeState>> {
  const { dropout, beta, annealing, batchSize, learningRate, factors, variational, seed } = training;
  const random = new RandomState(seed);
  const users = Int32Array.from({ length: likes.offsets.length - 1 }, (_, user) => user).filter(
    (user) => likes.offsets[user] < likes.offsets[user + 1],
  );
  const stepsToBeta = annealing * Math.ceil(users.length / batchSize);
  return withTensors(
    async (tensors) => {
      const { tf } = tensors;
      const network = new VaeNetwork(tensors, { ...training, items: likes.columnCount }, random);
      const optimizer = adam(tensors, learningRate);
      const { variables } = network;
      let steps = 0;
      const pass = async () => {
        let sum = 0;
        for (const places of batches(users.length, batchSize, random)) {
          const loss = tf.tidy(() => {
            const batch = vaeBatch(
              tensors,
              likes,
              places.map((at) => users[at]),
              { rate: dropout, random },
            );
            const size: [number, number] = [batch.users, factors];
            const noise = variational
              ? tf.tensor2d(Float32Array.from(random.normals(batch.users * factors, 0, 1)), size)
              : undefined;
            const step = { noise, beta: beta * (steps < stepsToBeta ? steps / stepsToBeta : 1) };
            return optimizer.minimize(() => network.loss(batch, step).asScalar(), true, variables) as Tensor;
          });
          steps++;
          sum += (await loss.data())[0] * places.length;
          loss.dispose();
          await run.breathe();
        }
        return sum / users.length;
      };
      const validate =
        judge &&
        (async () => {
          const scoresOf = async (block: Int32Array) => {
            const scores = tf.tidy(() => network.forward(vaeBatch(tensors, likes, block)).scores);
            const numbers = await scores.data();
            scores.dispose();
            return numbers;
          };
          const value = await heldOutNdcg(judge.held, judge.rated, scoresOf, run);
          return { metric: 'nDCG@10' as const, value };
        });
      try {
        return await trainEpochs(run, {
          ...training,
          pass,
          validate,
          weights: () => network.weights(),
          stepsAfter,
        });
      } finally {
        optimizer.dispose();
        network.dispose();
      }
    },
    { signal: run.signal },
  );
}
