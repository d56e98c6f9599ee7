import { checkArgument, checkOptions, FUNCTION } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import { whole } from '../core/options';
import { type Asked, ONBOARDING, type Onboarding } from './ask-in-order';

/** When an interview ends; give at least one of the two. */
export interface InterviewOptions {
  /** Maximum number of answers. Default: no limit. */
  readonly answers?: number;
  /** Maximum number of questions, answered or not. Default: no limit. */
  readonly questions?: number;
}

const LIMIT = whole({ from: 0, default: 0 });

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
  options: InterviewOptions,
): Asked[] {
  checkArgument('interview', 'onboarding', onboarding, ONBOARDING);
  checkArgument('interview', 'answer', answer, FUNCTION);
  checkOptions('interview', options, { answers: 3, questions: 10 });
  const { answers, questions } = options;
  for (const [name, limit] of Object.entries({ answers, questions })) {
    if (limit !== undefined) checkArgument('interview', name, limit, LIMIT);
  }
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
