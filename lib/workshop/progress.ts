/** A student's progress: what was tried, guessed, hinted at and solved. */
import { type KeptLines, keptLines } from './kept-lines';

/** Something that a student did. Answers aren't kept, guesses are. */
export type Step = {
  readonly exercise: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
} & (
  | { readonly did: 'check'; readonly right: boolean }
  | { readonly did: 'hint' | 'solution' }
  | { readonly did: 'guess'; readonly guess: string | number }
);

/** Where a student stands with one exercise. */
export interface Standing {
  readonly tries: number;
  /** Number of hints seen, 0 to 3. */
  readonly hints: number;
  readonly solved: boolean;
  /** Whether the solution was shown before the exercise was solved. */
  readonly sawSolution: boolean;
  /** The last guess before the first check. */
  readonly guess?: string | number;
}

const DONE = ['check', 'hint', 'solution', 'guess'];

/** The steps of whoever works on this machine. */
export function studentSteps(): KeptLines<Step> {
  return keptLines<Step>('progress', isStep);
}

function isStep(value: object): boolean {
  const { exercise, at, did, guess } = value as Partial<Record<string, unknown>>;
  if (typeof exercise !== 'string' || typeof at !== 'number' || !DONE.includes(did as string)) return false;
  return did !== 'guess' || typeof guess === 'string' || typeof guess === 'number';
}

/** Where the steps lead. */
export function standingOf(steps: readonly Step[], exercise: string): Standing {
  let standing: Standing = { tries: 0, hints: 0, solved: false, sawSolution: false };
  for (const step of steps) {
    if (step.exercise === exercise) standing = after(standing, step);
  }
  return standing;
}

function after(standing: Standing, step: Step): Standing {
  switch (step.did) {
    case 'check':
      return { ...standing, tries: standing.tries + 1, solved: standing.solved || step.right };
    case 'hint':
      return { ...standing, hints: Math.min(3, standing.hints + 1) };
    case 'solution':
      return { ...standing, sawSolution: standing.sawSolution || !standing.solved };
    case 'guess':
      // Once the result has been seen, it is too late to guess.
      return standing.tries === 0 ? { ...standing, guess: step.guess } : standing;
  }
}
