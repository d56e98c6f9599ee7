import { Interactions } from '../../lib/data/table/interactions';
import { evaluateOnboarding } from '../../lib/evaluation/cold-start/evaluate-onboarding';
import { onboardingRows } from '../../lib/evaluation/cold-start/onboarding-rows';
import { coldUsers } from '../../lib/evaluation/splits/cold-users';
import { ALS } from '../../lib/models/factors/als';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { askEntropy } from '../../lib/onboarding/ask-entropy';
import { askPopular } from '../../lib/onboarding/ask-popular';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const users = coldUsers(syntheticRatings(), { share: 0.2, seed: 0 });
const fewer = coldUsers(syntheticRatings(), { share: 0.1, seed: 0 });
const stage = async () => {
  const others = users.split.train;
  const als = await new ALS({ factors: 2, epochs: 2, seed: 0 }).fit(others);
  const unpersonal = await new MostPopular().fit(others);
  return { users, others, als, unpersonal };
};
const played = async (
  onboarding: ReturnType<typeof askPopular>,
  { steps = [0, 1, 2, 3], of = users }: { steps?: number[]; of?: typeof users } = {},
) => {
  const { als, unpersonal } = await stage();
  const results = evaluateOnboarding({ users: of, onboarding, rater: als, unpersonal, steps });
  return onboardingRows(results, { against: onboarding.name, samples: 20 });
};

examine('04b-1', {
  around: stage,
  given: async () => ({ rows: await played(askPopular(users.split.train)) }),
  wrong: async ({ rows }) => {
    const onboarding = askEntropy(users.split.train);
    return [rows, await played(onboarding, { steps: [0, 1] }), await played(onboarding, { of: fewer })];
  },
});

examine('04b-2', {
  given: () => {
    const rows = Array.from(users.split.train, ({ user, item, rating }) => [user, item, rating] as const);
    const lucky = [1, 2, 3].map((n) => ['u0', `lucky ${n}`, 5] as const);
    return { others: Interactions.fromRows([...rows, ...lucky]) };
  },
  wrong: (_, damping) => [0, damping + 1, damping + 0.5],
});

type Answers = readonly { readonly q: number; readonly left: number }[];
const wrongly =
  (below: (answers: Answers, reg: number) => number) =>
  (answers: Answers, reg: number): number => {
    let above = 0;
    for (const { q, left } of answers) above += q * left;
    return answers.length === 0 ? 0 : above / below(answers, reg);
  };
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

examine('04b-3', {
  given: () => undefined,
  wrong: () => [
    wrongly((answers) => total(answers.map(({ q }) => q ** 2))),
    wrongly((answers, reg) => answers.length + reg),
    wrongly((answers, reg) => total(answers.map(({ q }) => q)) + reg),
  ],
  alsoRight: () => [wrongly((answers, reg) => total(answers.map(({ q }) => q * q)) + reg)],
});

examinedAllOf('04b');
