/** Networks, and the same in Keras or PyTorch. */
import { NeuMF } from '../../lib/models/neural/neumf';
import type { Case } from './case';
import { ourRanker, theirVae } from './same-models';

/** By how much our nDCG@10 may be below theirs: two seeds differ by so much. */
const SEED_NOISE = 0.01;
/** Enough for the time of an epoch to show beside what a fit costs once. */
const EPOCHS = 20;

const { options, ...MULT_VAE } = ourRanker('MultVAE', { tensors: true });

/** Early stopping would end at another epoch on each side, and Keras has no penalty on embeddings that costs only the batch. */
const NEUMF = {
  loss: 'logistic',
  negatives: 4,
  batchSize: 2048,
  epochs: EPOCHS,
  holdOut: 0,
  learningRate: 0.003,
  reg: 0,
  layerReg: 0,
} as const;

export const NEURAL_CASES: readonly Case[] = [
  {
    group: 'neural',
    label: `MultVAE, ${EPOCHS} epochs, beside Keras`,
    rows: 'tutorial',
    ours: { ...MULT_VAE, options: { ...options, epochs: EPOCHS } },
    theirs: theirVae('MultVAE', 'Keras', EPOCHS),
    target: { part: 'fit', ratio: 1, ndcgSlack: SEED_NOISE },
  },
  {
    group: 'neural',
    label: `NeuMF, ${EPOCHS} epochs, beside Keras`,
    rows: 'tutorial',
    ours: { model: 'NeuMF', options: NEUMF, tensors: true, lists: true },
    theirs: { library: 'Keras', network: 'NeuMF', parameters: new NeuMF(NEUMF).options },
    target: { part: 'fit', ratio: 1 },
    note: "each like with 4 negatives, 10,240 examples per step; Keras's first epoch, in which it compiles, is not counted",
  },
  {
    group: 'pytorch',
    label: `MultVAE, ${EPOCHS} epochs, beside PyTorch`,
    rows: 'tutorial',
    ours: { ...MULT_VAE, options: { ...options, epochs: EPOCHS } },
    theirs: theirVae('MultVAE', 'PyTorch', EPOCHS),
    target: { part: 'fit', ratio: 1, ndcgSlack: SEED_NOISE },
  },
];
