/** What an exercise declares: one file each in `exercises/`, listed in `exercise-list.ts`. */

/** Guess a result, change an experiment, or write a function. */
export type Level = 'predict' | 'change' | 'build';

/** Whether an answer is right, and what to say about it. */
export interface Verdict {
  readonly right: boolean;
  readonly words: string;
}

/** A mistake that many people make. It is looked for only in answers that are wrong. */
export interface Mistake<Answer, Given> {
  /** Names the mistake; doesn't give the answer away. */
  readonly words: string;
  is(answer: Answer, given: Given): boolean;
}

/** A guess before the result is known. */
export interface Guessing<Answer, Given, Guess extends string | number> {
  /** The choices, or which numbers are allowed: `a number from 0 to 100`. */
  readonly from: readonly Guess[] | { readonly low: number; readonly high: number };
  /** What the right answer shows. */
  outcome(answer: Answer, given: Given): Guess;
  /** How far off a guessed number may be; default 0. */
  readonly within?: number;
  /** Why a choice is tempting though wrong. */
  readonly tempting?: Partial<Record<Guess, string>>;
}

/**
 * An exercise. `Answer` is what `check` takes, `Given` what it needs from the notebook (void for nothing), and
 * `Guess` what `guess` takes (never if there is nothing to guess). Checks test what must be true of any correct
 * answer, so that they hold for other hyperparameters and other data.
 */
export interface ExerciseSpec<Answer, Given = void, Guess extends string | number = never> {
  /** The notebook and a number: `02-1`. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** What to do, in one to three sentences. */
  readonly task: string;
  /** The notebook's variables that the check takes, as its second argument. */
  readonly needs: readonly (keyof Given & string)[];
  /** The answer as code: a variable's name, or what makes it. */
  readonly answer: string;
  /** A question, then a pointer, then nearly the answer. */
  readonly hints: readonly [question: string, pointer: string, nearly: string];
  readonly guessing?: Guessing<Answer, Given, Guess>;
  check(answer: Answer, given: Given): Verdict;
  readonly mistakes: readonly Mistake<Answer, Given>[];
}

/**
 * The type of a solution: what a student would do with the notebook's variables, and return as the answer. `Around` are
 * those that the check doesn't need.
 */
export type SolutionOf<Spec, Around = unknown> =
  Spec extends ExerciseSpec<infer Answer, infer Given, infer _Guess>
    ? (variables: (Given extends object ? Given : unknown) & Around) => Answer | Promise<Answer>
    : never;

export const right = (words: string): Verdict => ({ right: true, words });
export const wrong = (words: string): Verdict => ({ right: false, words });

/**
 * The verdict on an answer; a wrong one gets the words of the first typical mistake that it shows. A wrong answer
 * with NaN in it shows none: the comparisons in the checks say nothing about NaN.
 */
export function judge<Answer, Given, Guess extends string | number>(
  spec: ExerciseSpec<Answer, Given, Guess>,
  answer: Answer,
  given: Given,
): Verdict {
  const verdict = spec.check(answer, given);
  if (verdict.right) return verdict;
  const made = spec.mistakes.find((mistake) => mistake.is(answer, given));
  if (made) return wrong(made.words);
  const missing = nanIn(answer);
  return missing === undefined ? verdict : wrong(`${missing} is NaN: ${WHY_NAN}`);
}

const WHY_NAN =
  'something was undefined in a calculation, or 0 was divided by 0. Display the values it is made of.';

/** Where an answer is NaN: itself, or one of the numbers of a plain object. */
function nanIn(answer: unknown): string | undefined {
  if (Number.isNaN(answer)) return 'Your answer';
  if (typeof answer !== 'object' || answer === null || Object.getPrototypeOf(answer) !== Object.prototype) {
    return undefined;
  }
  const name = Object.entries(answer).find(([, value]) => Number.isNaN(value))?.[0];
  return name && `\`${name}\``;
}
