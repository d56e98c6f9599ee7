/**
 * The fit of GMF, MLP, and NeuMF: holds a part of the examples out, trains with early stopping, and, with `refit`, trains
 * again on all examples for as many epochs as were best.
 */
import { checkMemory } from '../../../core/check-memory';
import type { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';
import type { FitRun } from '../../../recommender/fit-run';
import { refuseDivergence } from '../../shared/divergence';
import { countsBy } from '../../shared/positives';
import { type NetworkExamples, type NetworkTraining, trainNetwork } from './fit-pair-network';
import { holdOut } from './hold-out';
import { type Examples, examplesAt, examplesOf, likedExamples, ratedWithout } from './pair-examples';
import {
  initialWeights,
  type NetworkShape,
  type NetworkWeights,
  numbersAPair,
  usersABlock,
  widthOf,
} from './pair-network';

export interface LearnOptions extends Omit<NetworkTraining, 'random' | 'stepsAfter'> {
  readonly holdOut: number;
  readonly refit: boolean;
  readonly initStdDev: number;
  readonly seed: number;
}

/** One network to train; NeuMF with pre-training has three, each of which may start from the ones before. */
export interface Stage {
  readonly shape: NetworkShape;
  /** The weights to start from, given the earlier stages' results. Default: random. */
  readonly start?: (earlier: readonly NetworkWeights[]) => NetworkWeights;
}

/** What was learned; scores of ratings are in stars, without the mean. */
export interface Learned {
  readonly weights: NetworkWeights;
  /** Number of examples of each user and each item. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
}

export async function learnPairs(
  model: string,
  train: Interactions,
  run: FitRun,
  stages: readonly Stage[],
  options: LearnOptions,
): Promise<Learned> {
  checkSize(model, train, stages, options);
  const { examples, unit } = examplesOf(model, train, options);
  const random = new RandomState(options.seed);
  const division = holdOut(examples.users, { share: options.holdOut, random });
  const held = examplesAt(examples, division.held);
  const judged =
    options.task === 'lists' && held.users.length > 0 ? likedExamples(held, train, options) : held;
  const learn = held.users.length > 0 ? examplesAt(examples, division.learn) : examples;
  const refit = options.refit && held.users.length > 0;
  const parts = { learn, held: judged, rated: ratedWithout(held, train) };
  const found = await trainStages(run, stages, parts, { options, refit });
  const weights = refit
    ? (
        await trainStages(
          run,
          stages,
          { ...parts, learn: examples, held: nothing(examples) },
          { options, epochs: found.epochs },
        )
      ).weights
    : found.weights;
  const { users, items, layers, output } = weights;
  refuseDivergence(model, [users, items, layers, output], options);
  return {
    weights: scaled(weights, stages[stages.length - 1].shape, unit),
    userCounts: countsBy(examples.users, train.userCount),
    itemCounts: countsBy(examples.items, train.itemCount),
  };
}

/** Trains one network after the other. @returns the last one's weights, and the best number of epochs of each */
async function trainStages(
  run: FitRun,
  stages: readonly Stage[],
  parts: NetworkExamples,
  {
    options,
    refit = false,
    epochs: given,
  }: { readonly options: LearnOptions; readonly refit?: boolean; readonly epochs?: readonly number[] },
): Promise<{ weights: NetworkWeights; epochs: number[] }> {
  const results: NetworkWeights[] = [];
  const epochs: number[] = [];
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  for (const [n, { shape, start }] of stages.entries()) {
    // Each stage has random numbers of its own, so that pre-training gives the same GMF as without NeuMF.
    const random = new RandomState((options.seed + 1) % 2 ** 32);
    const initial =
      start?.(results) ??
      (await initialWeights(shape, parts.learn, { random, initStdDev: options.initStdDev }, () =>
        run.breathe(),
      ));
    const later = given ? sum(given.slice(n + 1)) : (stages.length - n - 1) * options.epochs;
    const stepsAfter = (best: number) => later + (refit ? sum(epochs) + best + later : 0);
    const trained = await trainNetwork(run, shape, initial, parts, {
      ...options,
      epochs: given?.[n] ?? options.epochs,
      random,
      stepsAfter,
    });
    results.push(trained.weights);
    epochs.push(trained.epochs);
  }
  return { weights: results[results.length - 1], epochs };
}

function nothing(examples: Examples): Examples {
  return examplesAt(examples, new Int32Array(0));
}

/** From standard deviations to stars: biases and h are as many times as large. */
function scaled(weights: NetworkWeights, shape: NetworkShape, unit: number): NetworkWeights {
  const width = widthOf(shape);
  const biasesOf = (table: Float32Array) =>
    table.map((value, at) => (at % width === width - 1 ? unit * value : value));
  return {
    ...weights,
    users: biasesOf(weights.users),
    items: biasesOf(weights.items),
    output: weights.output.map((value) => unit * value),
  };
}

/**
 * How many times the rows of users and items are in memory at the peak: as tables, variables, and gradients, each with Adam's
 * two slots; as copies of the best weights and the last ones; and what awaits the garbage collector. With the bytes for
 * TensorFlow's threads, this was within 10% of what GMF, MLP, and NeuMF took for 20,000 to 300,000 items and 1 to 300 users
 * (Node 20, Linux, two cores).
 */
const TABLES = 15;
const THREADS = 120 * 2 ** 20;

/** @throws OptionError when the fit would need more than the machine's memory */
function checkSize(
  model: string,
  train: Interactions,
  stages: readonly Stage[],
  options: LearnOptions,
): void {
  const { userCount, itemCount } = train;
  const isGrid = options.task === 'lists' && options.loss === 'softmax';
  const batchSize = Math.min(options.batchSize, isGrid ? userCount : train.length);
  const widths = stages.map(({ shape }) => widthOf(shape));
  const bytesOf = ({ shape }: Stage, n: number) => {
    const block = Math.min(batchSize, usersABlock(shape, itemCount)); // of users with all items
    const batch = isGrid
      ? block * itemCount * numbersAPair(shape)
      : batchSize * (1 + options.negatives) * widths[n] * 8;
    return THREADS + 4 * (TABLES * (userCount + itemCount) * widths[n] + batch);
  };
  const width = Math.max(...widths);
  checkMemory({
    what: `${model}: rows of ${width} numbers for ${userCount} users and ${itemCount} items, ${batchSize} at a time`,
    bytes: Math.max(...stages.map(bytesOf)),
    advice: isGrid ? "use fewer factors or units, or loss: 'logistic'" : 'use fewer factors',
  });
}
