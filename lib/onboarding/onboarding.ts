/** Onboarding: which items to ask a new user about, and what to show before the first answer. */

// Ways to choose questions, ...
export { askEntropy } from './ask-entropy';
export { askGreedily } from './ask-greedily';
// ... and what they have in common.
export { type Asked, askInOrder, type Onboarding } from './ask-in-order';
export { askPopular } from './ask-popular';
export { askRandom } from './ask-random';
export { askRepresentative } from './ask-representative';
export { askVariance } from './ask-variance';
// Questions and answers, played through.
export { interview } from './interview';
// What to show an unknown user.
export { type StarterItem, starterList } from './starter-list';
