import { evaluate } from '../../evaluation/ratings/evaluate';
import { trainTestSplit } from '../../evaluation/splits/train-test-split';
import { FactorizationMachine } from '../../models/context/factorization-machine';
import { generateInContext } from '../../simulation/generate-in-context';
import type { SolutionOf } from '../exercise-spec';
import type { worldWithoutContext } from '../exercises/08-1-a-world-without-context';

export const guess = 'about the same';

/** Without signal, the precision of the context's groups becomes large, and their weights stay near 0. */
export const answer: SolutionOf<typeof worldWithoutContext, { factors: number; epochs: number }> = async ({
  seed,
  factors,
  epochs,
}) => {
  const flat = trainTestSplit(generateInContext({ strength: 0, seed }).ratings, { testSize: 0.2, seed: 0 });
  const machine = (context: boolean) => new FactorizationMachine({ context, factors, epochs });
  const flatWith = await evaluate(machine(true), { split: flat, label: 'with context' });
  const flatWithout = await evaluate(machine(false), { split: flat, label: 'without context' });
  return { withContext: flatWith, without: flatWithout };
};
