/** A row of a comparison table as the bench fits it here, and the same model in another program with the same values. */
import { ACCURATE_MODELS } from '../../lib/evaluation/presets/accurate-models';
import { type LabeledModel, rowNamed } from '../../lib/evaluation/presets/labeled-model';
import { RANKING_MODELS } from '../../lib/evaluation/presets/ranking-models';
import { TUTORIAL_MODELS } from '../../lib/evaluation/presets/tutorial-models';
import { modelOf } from '../../lib/models/registry';
import type { TheirNetwork, TheirRanker, TheirSampler, TheirWork } from './case';
import type { OurWork } from './our-side';

/** A row of the table of ratings. */
export function ourModel(label: string, { tensors }: { readonly tensors: boolean }): OurWork {
  const { model, options = {} } = rowNamed(label, [...TUTORIAL_MODELS, ...ACCURATE_MODELS]);
  return { model, options, tensors };
}

/** A row of the ranking table. */
export function ourRanker(label: string, { tensors }: { readonly tensors: boolean }): OurWork {
  const { model, options = {} } = rowNamed(label, RANKING_MODELS);
  return { model, options, tensors, lists: true };
}

/** Surprise's names of our options. */
const SURPRISE_NAMES = {
  factors: 'n_factors',
  epochs: 'n_epochs',
  learningRate: 'lr_all',
  reg: 'reg_all',
} as const;

/** @param shared the options that Surprise's class has too */
export function factorsInSurprise(
  label: string,
  shared = Object.keys(SURPRISE_NAMES) as readonly (keyof typeof SURPRISE_NAMES)[],
): TheirWork {
  const row = rowNamed(label, TUTORIAL_MODELS);
  const options = allOptions(row);
  const parameters = shared.map((name) => [SURPRISE_NAMES[name], options[name]]);
  const algorithm = row.model.replace('++', 'pp');
  return { algorithm, parameters: Object.fromEntries(parameters), seeded: true };
}

export function neighborsInSurprise(label: string): TheirWork {
  const row = rowNamed(label, TUTORIAL_MODELS);
  const { neighbors, similarity, userBased } = allOptions(row);
  const parameters = {
    k: neighbors,
    sim_options: { name: similarity, user_based: userBased },
    verbose: false,
  };
  return { algorithm: row.model, parameters, seeded: false };
}

export function easeInNumPy(): TheirRanker {
  const { reg } = allOptions(rowNamed('EASE', RANKING_MODELS));
  return { ranker: 'EASE', parameters: { reg } };
}

export function alsInImplicit(): TheirRanker {
  const { factors, epochs, reg, alpha } = allOptions(rowNamed('implicit ALS', RANKING_MODELS));
  return {
    ranker: 'implicit ALS',
    // Its confidence is α w, ours is 1 + α w.
    parameters: { factors, iterations: epochs, regularization: reg, alpha: (alpha as number) + 1 },
  };
}

export function bprInImplicit(): TheirRanker {
  const { factors, epochs, learningRate, reg } = allOptions(rowNamed('BPR', RANKING_MODELS));
  return {
    ranker: 'implicit BPR',
    parameters: { factors, iterations: epochs, learning_rate: learningRate, regularization: reg },
  };
}

export function knnInImplicit(): TheirRanker {
  const { neighbors, bm25K, bm25B } = allOptions(rowNamed('ItemKNN BM25', RANKING_MODELS));
  return { ranker: 'implicit BM25', parameters: { K: neighbors, K1: bm25K, B: bm25B } };
}

/** With as many factors, and the sweeps that myFM's authors use. */
export function samplerInMyFM(label: string): TheirSampler {
  const { factors } = allOptions(rowNamed(label, ACCURATE_MODELS));
  return { sampler: 'myFM', parameters: { rank: factors as number, n_iter: 512 } };
}

/** The same layers, steps, and epochs; ratings weigh as with `weights: 'graded'`. */
export function theirVae(label: string, library: TheirNetwork['library'], epochs: number): TheirNetwork {
  const { hidden, factors, dropout, beta, annealing, batchSize, learningRate } = allOptions(
    rowNamed(label, RANKING_MODELS),
  );
  const parameters = { hidden, factors, dropout, beta, annealing, batchSize, learningRate, epochs };
  return { library, network: 'MultVAE', parameters };
}

function allOptions(row: LabeledModel): Readonly<Record<string, unknown>> {
  return modelOf(row).options as Readonly<Record<string, unknown>>;
}
