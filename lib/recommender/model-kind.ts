import { called, objectWith } from '../core/arguments';

/** A model as an argument, recognized by what it has: one from another project needs no class of ours. */
export const MODEL = called('a model, such as new SVD()', objectWith('name', 'can', 'fit'));
