import { EXERCISES } from './exercise-list';
import { standingOf, studentSteps } from './progress';

/** A row of the table of progress. */
export interface ProgressRow {
  readonly exercise: string;
  readonly title: string;
  readonly level: string;
  readonly guess: string;
  readonly tries: number;
  readonly hints: number;
  readonly state: 'solved' | 'solved after the solution' | 'tried' | 'open';
}

/**
 * Your progress as a table; `exportProgress` writes it to a file.
 *
 * @param notebook only this one's exercises: `02`
 */
export function myProgress(notebook?: string, { steps = studentSteps() } = {}): ProgressRow[] {
  const all = steps.read();
  // Of notebook 02, not of 02b.
  const start = notebook === undefined ? '' : `${notebook}-`;
  return Object.values(EXERCISES)
    .filter(({ id }) => id.startsWith(start))
    .map(({ id, title, level }) => {
      const { tries, hints, solved, sawSolution, guess = '' } = standingOf(all, id);
      const done = sawSolution ? 'solved after the solution' : 'solved';
      const state = solved ? done : tries > 0 ? 'tried' : 'open';
      return { exercise: id, title, level, guess: String(guess), tries, hints, state };
    });
}
