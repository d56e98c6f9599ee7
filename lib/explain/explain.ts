/** Explanations: why a model says what it says, as terms and in words. */

// The terms of a score, which add up to it.
export { type Explanation, sumOfTerms, type Term } from '../recommender/explanation';
// Why this item rather than that?
export { type Contrast, contrast, contrastOf } from './contrast';
export { contrastInWords } from './contrast-in-words';
// What if a rating weren't there?
export { counterfactualInWords } from './counterfactual-in-words';
export { type Counterfactual, counterfactuals } from './counterfactuals';
// A sentence for people.
export { inWords, type TitleOf, titlesOf } from './explanation-in-words';
