/** Searches: choose options, weights and switching points on validation data. They make models by name. */

// Cross-validation of one setting.
export { type CrossValidation, crossValidate } from './ratings/cross-validate';
// All combinations of options, or random ones.
export { type GridSearchOptions, gridSearch } from './search/grid-search';
export { type RandomSearchOptions, randomSearch } from './search/random-search';
export type { SearchResult, Trial } from './search/search';
// Hybrids: where to switch, and with what weight.
export { chooseSwitch, switchCurve } from './search/switch-point';
export { chooseWeight, weightCurve } from './search/weight-curve';
