/** Short fits of all networks to the toy ratings; for a test that runs them on both backends. */
import { createModel } from '../../../lib/models/registry';
import { toyRatings } from '../../../lib/testing/toy-ratings';

/** Each loss, layer, and kind of candidates. */
const CASES: readonly (readonly [name: string, options: Readonly<Record<string, unknown>>])[] = [
  ['GMF', {}],
  ['GMF', { loss: 'logistic' }],
  ['GMF', { task: 'ratings' }],
  ['MLP', { dropout: 0.2 }],
  ['NeuMF', { pretrain: true, output: 'learned' }],
  ['MultVAE', { hidden: 32, factors: 8, itemWeights: true }],
  ['TwoTower', { userIds: true }],
  ['TwoTower', { candidates: 'batch', normalize: true, temperature: 0.1 }],
  ['LightGCN', {}],
];

export interface ToyFit {
  readonly what: string;
  /** Each user's scores of all items, less their mean; null for NaN. */
  readonly scores: readonly (readonly (number | null)[])[];
}

/**
 * With softmax, a number added to all of a user's scores changes nothing, so b_u has no gradient but rounding errors, which
 * Adam enlarges: hence the scores less their mean.
 */
export async function toyFits(): Promise<ToyFit[]> {
  const toy = toyRatings();
  const fits: ToyFit[] = [];
  for (const [name, options] of CASES) {
    const model = await createModel(name, { epochs: 3, seed: 1, ...options }).fit(toy);
    const scores = Array.from(toy.users, (user) => {
      const own = model.scoresOf(user);
      const mean = own.reduce((sum, score) => sum + score, 0) / own.length;
      return Array.from(own, (score) => (Number.isNaN(score - mean) ? null : score - mean));
    });
    fits.push({ what: `${name} ${JSON.stringify(options)}`, scores });
  }
  return fits;
}
