/** Searches: options, weights and switching points chosen on validation data. They make models by name. */

// One setting on several splits.
export { type CrossValidation, crossValidate } from './ratings/cross-validate';
// All combinations of options, or some drawn at random.
export { type GridSearchOptions, gridSearch } from './search/grid-search';
export { type RandomSearchOptions, randomSearch } from './search/random-search';
export type { SearchResult, Trial } from './search/search';
// Hybrids: from how many ratings on, and with which weight.
export { chooseSwitch, switchCurve } from './search/switch-point';
export { chooseWeight, weightCurve } from './search/weight-curve';
