import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import type { Asked, Onboarding } from './ask-in-order';

/** When an interview ends; give at least one of the two. */
export interface InterviewOptions {
  /** Maximum number of answers. Default: no limit. */
  readonly answers?: number;
  /** Maximum number of questions, answered or not. Default: no limit. */
  readonly questions?: number;
}

/**
 * Interviews a user until there are enough answers or questions, or nothing is left to ask.
 *
 * @param answer gives the user's rating of an item; undefined if the user doesn't know it
 * @example
 * const asked = interview(askPopular(train), (item) => (item === '50' ? 5 : undefined), { answers: 3 });
 * @throws OptionError if neither limit is given
 */
export function interview(
  onboarding: Onboarding,
  answer: (item: ItemId) => number | undefined,
  { answers, questions }: InterviewOptions,
): Asked[] {
  if (answers === undefined && questions === undefined) {
    throw new OptionError('interview: pass a limit: answers, questions or both');
  }
  const asked: Asked[] = [];
  let answered = 0;
  while (answered < (answers ?? Infinity) && asked.length < (questions ?? Infinity)) {
    const item = onboarding.next(asked);
    if (item === undefined) break;
    const rating = answer(item);
    asked.push({ item, rating });
    if (rating !== undefined) answered++;
  }
  return asked;
}
