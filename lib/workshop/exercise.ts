/** Exercises that answer back: an exercise of the list, with the student's progress. */
import { OptionError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { DISPLAY, type MimeBundle } from '../kernel/display';
import { Card, type CardKind, type Tally } from './card';
import { EXERCISES, type ExerciseId, type ExerciseTypes, isExerciseId } from './exercise-list';
import { type ExerciseSpec, judge } from './exercise-spec';
import { type KeptLines, STORE_VARIABLE } from './kept-lines';
import { type Standing, type Step, standingOf, studentSteps } from './progress';
import { roomGuesses } from './room';
import { checkCall, solutionText } from './solution-text';

/** Where an exercise reads and writes; a test gives its own. */
export interface ExerciseStores {
  readonly steps: KeptLines<Step>;
  room(id: ExerciseId): Readonly<Record<string, number>>;
}

/** An exercise in a cell. As a last expression, it shows what to do. */
export class Exercise<Answer, Given, Guess extends string | number> {
  constructor(
    readonly id: ExerciseId,
    private readonly spec: ExerciseSpec<Answer, Given, Guess>,
    private readonly stores: ExerciseStores,
  ) {}

  /**
   * Says whether the answer is right, and if it isn't, what may be wrong. Without an answer, shows the exercise.
   *
   * @param given what the check needs from the notebook, as the exercise says
   * @throws OptionError if it lacks something
   */
  check(answer?: Answer, given?: Given): Card {
    const { spec } = this;
    if (answer === undefined) return this.invitation();
    for (const name of spec.needs) {
      if (given?.[name] !== undefined) continue;
      throw new OptionError(`exercise ${this.id}: ${name} is missing; expected ${checkCall(spec)}`);
    }
    const known = given as Given;
    const { guess } = this.standing();
    if (spec.level === 'predict' && guess === undefined) {
      return this.card('open', [spec.task, `Guess first: ${this.guessCall()}. Then run this cell again.`]);
    }
    const { right, words } = judge(spec, answer, known);
    this.keep({ did: 'check', right });
    if (!right) {
      const more =
        this.standing().hints < 3 ? 'Stuck? `.hint()` instead of `.check(…)`.' : 'See `.solution()`.';
      return this.card('wrong', [words, more]);
    }
    if (spec.guessing === undefined || guess === undefined) return this.card('right', [words]);
    const outcome = spec.guessing.outcome(answer, known);
    const tallies = this.tallies(guess as Guess, outcome);
    return this.card('right', [this.comparison(guess as Guess, outcome), words], { tallies });
  }

  /** The next hint, after those already seen: a question, a pointer, then nearly the answer. */
  hint(): Card {
    const { hints } = this.standing();
    if (hints < 3) this.keep({ did: 'hint' });
    const seen = this.spec.hints.slice(0, Math.min(3, hints + 1));
    const more =
      seen.length < 3 ? `Run it again for hint ${seen.length + 1} of 3.` : 'That was the last hint.';
    return this.card('hint', [...seen.map((words, n) => `${n + 1}. ${words}`), more]);
  }

  /** The solution, after a try or all hints; `{ anyway: true }` shows it at once. */
  solution(options: { readonly anyway?: boolean } = {}): Card {
    const { tries, hints } = this.standing();
    if (tries === 0 && hints < 3 && !options.anyway) {
      return this.card('open', [
        'Try it first: a wrong answer costs nothing, and `.hint()` helps.',
        'To see the solution now: `.solution({ anyway: true })`.',
      ]);
    }
    this.keep({ did: 'solution' });
    const { words, code } = solutionText(this.spec);
    return this.card('solution', [words], { code });
  }

  /** Keeps what you think will happen; the check compares it with the result. Without a guess, shows the choices. */
  guess(value?: Guess): Card {
    const { guessing } = this.spec;
    if (guessing === undefined) {
      throw new OptionError(`exercise ${this.id}: there is nothing to guess; use check`);
    }
    if (value === undefined) return this.card('open', [this.spec.task, `Guess: ${this.guessCall()}.`]);
    const { from } = guessing;
    if (!('low' in from)) {
      if (!from.includes(value)) throw this.invalidGuess(value, from.map((one) => `'${one}'`).join(', '));
    } else if (!(Number(value) >= from.low && Number(value) <= from.high)) {
      throw this.invalidGuess(value, `a number from ${from.low} to ${from.high}`);
    }
    const { tries, guess } = this.standing();
    if (tries > 0) {
      const kept = guess === undefined ? 'none' : `\`${guess}\``;
      return this.card('guess', [`Too late: the result has been seen. Your guess was ${kept}.`]);
    }
    this.keep({ did: 'guess', guess: value });
    return this.card('guess', [`Your guess, \`${value}\`, is kept. Now find out.`]);
  }

  [DISPLAY](): MimeBundle {
    return this.invitation()[DISPLAY]();
  }

  private invitation(): Card {
    const { task, level } = this.spec;
    const steps = [`Type your answer: \`${checkCall(this.spec)}\`. For help: \`.hint()\`.`];
    if (level === 'predict') steps.unshift(`Guess first: ${this.guessCall()}.`);
    return this.card('open', [task, ...steps]);
  }

  private card(
    kind: CardKind,
    paragraphs: readonly string[],
    more: { readonly code?: string; readonly tallies?: readonly Tally[] } = {},
  ): Card {
    const { id, level, title } = this.spec;
    const { problem } = this.stores.steps;
    const words = problem === undefined ? paragraphs : [...paragraphs, problem];
    return new Card({ kind, heading: `Exercise ${id} · ${level} · ${title}`, paragraphs: words, ...more });
  }

  /** How to guess, as code: `.guess('better')`, `.guess('worse')`. */
  private guessCall(): string {
    const from = this.spec.guessing!.from;
    if ('low' in from) return `\`.guess(…)\` with a number from ${from.low} to ${from.high}`;
    return from.map((one) => `\`.guess('${one}')\``).join(', ');
  }

  private comparison(guess: Guess, outcome: Guess): string {
    const { within = 0, tempting = {} } = this.spec.guessing!;
    const shown = typeof outcome === 'number' ? String(Number(outcome.toPrecision(4))) : outcome;
    const off = Math.abs(Number(guess) - Number(outcome));
    if (guess === outcome || off <= within) return `You guessed \`${guess}\`, and it is \`${shown}\`.`;
    const why = (tempting as Partial<Record<string | number, string>>)[guess];
    return `You guessed \`${guess}\`; it is \`${shown}\`.${why === undefined ? '' : ` ${why}`}`;
  }

  private tallies(guess: Guess, outcome: Guess): Tally[] {
    const counts = Object.entries(this.stores.room(this.id)).sort(([a], [b]) => Number(a) - Number(b));
    return counts.map(([one, count]) => {
      const notes = [one === String(guess) ? 'you' : '', one === String(outcome) ? 'the result' : ''];
      return { guess: one, count, note: notes.filter(Boolean).join(', ') };
    });
  }

  private standing(): Standing {
    return standingOf(this.stores.steps.read(), this.id);
  }

  private keep(step: Pick<Step, 'did'> & Partial<Record<'right' | 'guess', unknown>>): void {
    this.stores.steps.append({ exercise: this.id, at: Date.now(), ...step } as Step);
  }

  private invalidGuess(value: Guess, allowed: string): OptionError {
    return new OptionError(`exercise ${this.id}: guess must be ${allowed}, got ${JSON.stringify(value)}`);
  }
}

type ExerciseOf<Id extends ExerciseId> = Exercise<
  ExerciseTypes<Id>['answer'],
  ExerciseTypes<Id>['given'],
  ExerciseTypes<Id>['guess']
>;
/**
 * The exercise with this id. Types say what an answer must be.
 *
 * ```ts
 * exercise('02-1').guess('better')
 * exercise('02-1').check(few, { userKnn })
 * ```
 * @throws OptionError for an unknown id
 */
export function exercise<Id extends ExerciseId>(id: Id): ExerciseOf<Id> {
  return exerciseWith(id, {
    steps: studentSteps(),
    // A saved notebook must not show what a room on this machine guessed.
    room: (asked) => (process.env[STORE_VARIABLE] === 'memory' ? {} : roomGuesses(asked)),
  });
}

/** The same with other stores, for tests. */
export function exerciseWith<Id extends ExerciseId>(id: Id, stores: ExerciseStores): ExerciseOf<Id> {
  if (!isExerciseId(id)) {
    const [near] = nearestNames(String(id), Object.keys(EXERCISES));
    const known = near === undefined ? Object.keys(EXERCISES).join(', ') : `did you mean '${near}'?`;
    throw new OptionError(`exercise: there is no exercise '${id}'; ${known}`);
  }
  const spec = EXERCISES[id] as unknown as ExerciseSpec<
    ExerciseTypes<Id>['answer'],
    ExerciseTypes<Id>['given'],
    ExerciseTypes<Id>['guess']
  >;
  return new Exercise(id, spec, stores);
}
