/**
 * Trains a model of lists twice: on a part of the positives, to see which epoch ranks the held-out ones best, and then on
 * all of them for as many epochs.
 */
import type { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { type Tensors, withTensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import type { Validation } from '../../../recommender/model';
import { type PositiveOptions, positivesOf } from '../../shared/positives';
import { heldOutNdcg, holdOut } from './hold-out';
import { type Examples, examplesAt, likedExamples, matrixOf, ratedWithout } from './pair-examples';
import { type Trained, trainEpochs } from './training';

export interface ListTrainingOptions extends PositiveOptions {
  readonly epochs: number;
  readonly patience: number;
  readonly holdOut: number;
  readonly refit: boolean;
  readonly seed: number;
}

/** A model in training. Its tensors belong to the scope in which it was made. */
export interface ListLearner<Weights> {
  /** Learns from all positives once; returns their mean loss. */
  readonly pass: () => Promise<number>;
  /** The scores of all items for some users, [users, items] in row-major order. */
  readonly scoresOf: (users: Int32Array) => Promise<ArrayLike<number>>;
  /** A copy of what is learned, as typed arrays. */
  readonly weights: () => Promise<Weights>;
  /** Disposes what scopes don't, such as optimizers. */
  readonly dispose: () => void;
}

/** Makes a learner of these positives, [users, items]. */
export type MakeLearner<Weights> = (
  tensors: Tensors,
  positives: CompressedRows,
  random: RandomState,
) => ListLearner<Weights>;

/**
 * Without held-out positives (`holdOut: 0`, or few ratings) it trains once, for all epochs.
 * @throws OptionError when no rating is positive
 */
export async function trainForLists<Weights>(
  { name, options }: { readonly name: string; readonly options: ListTrainingOptions },
  train: Interactions,
  run: FitRun,
  make: MakeLearner<Weights>,
): Promise<Weights> {
  const { epochs, patience, refit, seed } = options;
  const { userCount, itemCount, users, items, weights } = positivesOf(name, train, options);
  const all: Examples = { userCount, itemCount, users, items, values: weights };
  const { learn, held } = holdOut(users, { share: options.holdOut, random: new RandomState(seed) });
  const trainOn = (positives: Examples, most: number, judgedBy?: Examples): Promise<Trained<Weights>> =>
    withTensors(
      async (tensors) => {
        const learner = make(tensors, matrixOf(positives), new RandomState(seed));
        const rated = judgedBy && ratedWithout(examplesAt(all, held), train);
        const validate = async (): Promise<Validation> => ({
          metric: 'nDCG@10',
          value: await heldOutNdcg(judgedBy as Examples, rated as CompressedRows, learner.scoresOf, run),
        });
        try {
          return await trainEpochs(run, {
            epochs: most,
            patience,
            pass: learner.pass,
            weights: learner.weights,
            ...(judgedBy && { validate, stepsAfter: (best: number) => (refit ? best : 0) }),
          });
        } finally {
          learner.dispose();
        }
      },
      { signal: run.signal },
    );
  if (held.length === 0) return (await trainOn(all, epochs)).weights;
  const liked = likedExamples(examplesAt(all, held), train, options);
  const first = await trainOn(examplesAt(all, learn), epochs, liked);
  return refit ? (await trainOn(all, first.epochs)).weights : first.weights;
}
