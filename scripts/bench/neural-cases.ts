/** Networks, and the same in Keras. */
import type { Case } from './case';
import { ourRanker, vaeInKeras } from './same-models';

/** By how much our nDCG@10 may be below theirs: two seeds differ by so much. */
const SEED_NOISE = 0.01;
/** Enough for the time of an epoch to show beside what a fit costs once. */
const EPOCHS = 20;

const { options, ...MULT_VAE } = ourRanker('MultVAE');

export const NEURAL_CASES: readonly Case[] = [
  {
    group: 'neural',
    label: `MultVAE, ${EPOCHS} epochs, beside Keras`,
    rows: 'tutorial',
    ours: { ...MULT_VAE, options: { ...options, epochs: EPOCHS } },
    theirs: vaeInKeras('MultVAE', EPOCHS),
    target: { part: 'fit', ratio: 1, ndcgSlack: SEED_NOISE },
  },
];
