/** Errors of calls to a model; for the errors of options and data, see `lib/core/errors.ts`. */
import { LabError } from '../core/errors';
import type { TrainSummary } from './train-summary';

/** A model was used before `fit`. */
export class NotFittedError extends LabError {
  constructor(model: string) {
    super('NOT_FITTED', `${model}: not fitted yet; call \`await model.fit(train)\` first`);
  }
}

/** A raw id that isn't in the train set, although the model needs it. The message suggests similar ids. */
export class UnknownIdError extends LabError {
  /** @param way what to do if the id is intended */
  constructor(
    model: string,
    train: Pick<TrainSummary, 'users' | 'items'>,
    kind: 'user' | 'item',
    id: string,
    way = '',
  ) {
    const ids = kind === 'user' ? train.users : train.items;
    const why = `${kind} ${JSON.stringify(id)} has no rating in the train set: ${ids.whyUnknown(id)}`;
    super('UNKNOWN_ID', `${model}: ${why}${way === '' ? '' : `${why.endsWith('?') ? ' ' : '; '}${way}`}`);
  }
}

/** A view or list made from a model that has been fitted or updated since. */
export class StaleError extends LabError {
  /** @param what the reason, and what to do */
  constructor(model: string, what: string) {
    super('STALE', `${model}: ${what}`);
  }
}

/** A call that the model's `can` rules out. */
export class CapabilityError extends LabError {
  constructor(model: string, what: string) {
    super('CAPABILITY', `${model}: can't ${what} (see its \`can\`)`);
  }
}

/** A model that was saved without its train ratings was asked for something that needs them. */
export class TrainRowsError extends LabError {
  /** @param what needs them, as in `an answer for user "196"` @param instead what doesn't */
  constructor(model: string, what: string, instead?: string) {
    const way = instead === undefined ? '' : `, or ${instead}`;
    super(
      'NO_TRAIN_ROWS',
      `${model}: ${what} needs the train ratings, and the model was saved without them; load it with them${way}`,
    );
  }
}
