/**
 * Solutions as cells. They are in `solutions/`, a file each, by id; nothing imports them, so that they stay out of
 * sight until someone asks. The comment above `answer` says what is to be learned, its body is the cell.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DataError } from '../core/errors';
import type { ExerciseSpec } from './exercise-spec';

/** A solution to show, or to type in. */
export interface SolutionText {
  /** What it shows, in a sentence or two. */
  readonly words: string;
  /** A cell that passes the check when it takes the place of the exercise's cell. */
  readonly code: string;
}

const ANSWER =
  /\/\*\*\s*((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*export const answer: [^=]+=\s*(?:async )?\([^)]*\) => \{\n([\s\S]*?)\n\};/;

/** The check as code: `exercise('02-1').check(few, { userKnn })`. */
export function checkCall({ id, needs, answer }: CheckParts): string {
  const given = needs.length === 0 ? '' : `, { ${needs.join(', ')} }`;
  return `exercise('${id}').check(${answer}${given})`;
}

/** What the code of a check consists of. */
type CheckParts = Pick<ExerciseSpec<unknown, Record<string, unknown>>, 'id' | 'needs' | 'answer'>;

const GUESS = /^export const guess = (.+);$/m;

/**
 * The solution of an exercise; where there is something to guess, it begins with the right guess.
 *
 * @throws DataError if its file isn't written as the others are
 */
export function solutionText({ id, needs }: Omit<CheckParts, 'answer'>): SolutionText {
  const file = path.join(__dirname, 'solutions', `${id}.ts`);
  const source = readFileSync(file, 'utf8');
  const [, comment, body] = ANSWER.exec(source) ?? [];
  const last = /^ {2}return ([\s\S]+);$/m.exec(body ?? '');
  if (comment === undefined || last === null) {
    throw new DataError(
      `solutions/${id}.ts: expected a comment, then "export const answer: … = (…) => {", its last statement a return`,
    );
  }
  const start = body.slice(0, last.index);
  const guess = GUESS.exec(source)?.[1];
  return {
    words: comment.replace(/^\* /, '').replace(/\s*\n\s*\* ?/g, ' '),
    code: [
      ...(guess === undefined ? [] : [`exercise('${id}').guess(${guess});`]),
      `${start}  ${checkCall({ id, needs, answer: last[1] })}`.replace(/^ {2}/gm, ''),
    ].join('\n'),
  };
}
