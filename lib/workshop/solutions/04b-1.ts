import type { Interactions } from '../../data/table/interactions';
import { evaluateOnboarding, type NewUsers } from '../../evaluation/cold-start/evaluate-onboarding';
import { onboardingRows } from '../../evaluation/cold-start/onboarding-rows';
import { askEntropy } from '../../onboarding/ask-entropy';
import type { Model } from '../../recommender/model';
import type { SolutionOf } from '../exercise-spec';
import type { knownAndDisputed } from '../exercises/04b-1-known-and-disputed';

export const guess = 'more';

/** A film must be known before people can disagree about it, and the most popular films are known best. */
export const answer: SolutionOf<
  typeof knownAndDisputed,
  { users: NewUsers; others: Interactions; als: Model; unpersonal: Model }
> = ({ users, others, als, unpersonal }) => {
  const onboarding = askEntropy(others);
  const steps = evaluateOnboarding({ users, onboarding, rater: als, unpersonal });
  const byEntropy = onboardingRows(steps, { against: onboarding.name });
  return byEntropy;
};
