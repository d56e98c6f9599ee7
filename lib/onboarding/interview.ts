import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import type { Asked, Onboarding } from './onboarding';

/** When an interview ends; at least one of the two. */
export interface InterviewOptions {
  /** After so many answers. Default: no limit. */
  readonly answers?: number;
  /** After so many questions, answered or not. Default: no limit. */
  readonly questions?: number;
}

/**
 * Asks somebody until there are enough answers or questions, or nothing is left to ask.
 *
 * @param answer what is said to a question; undefined where the item isn't known
 * @example
 * const asked = interview(askPopular(train), (item) => (item === '50' ? 5 : undefined), { answers: 3 });
 * @throws OptionError when neither limit is given
 */
export function interview(
  onboarding: Onboarding,
  answer: (item: ItemId) => number | undefined,
  { answers, questions }: InterviewOptions,
): Asked[] {
  if (answers === undefined && questions === undefined) {
    throw new OptionError('interview: answers or questions must be given');
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
