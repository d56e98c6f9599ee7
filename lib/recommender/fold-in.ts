/** Folds in a user: makes a visitor from ratings with raw ids, without refitting. */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId } from '../core/ids';
import { mustBeOptions } from '../core/options';
import { describeScale, isOnScale } from '../core/rating-scale';
import { Interactions } from '../data/table/interactions';
import type { EncodedContext } from './context-reader';
import { CapabilityError, TrainRowsError, UnknownIdError } from './model-errors';
import type { PairScorer } from './scored-user';
import type { TrainSummary } from './train-summary';
import { Visitor, type VisitorProfile, type VisitorRating, type VisitorScores } from './visitor';

/** Options of folding in. */
export interface FoldInOptions {
  /** A user of the train set, whose train ratings are included. Default: a new user. */
  readonly user?: UserId;
}

/**
 * Makes a visitor with these ratings. Without a rating of an item in the train set, the visitor is treated
 * like an unknown user.
 * @param scoresOf computes the scores from at least one rating
 * @throws CapabilityError if the model can't fold in, OptionError for an invalid rating, or without ratings
 *   if the model refuses unknown users, UnknownIdError if `options.user` isn't in the train set; TrainRowsError if it is and
 *   the model was saved without its train ratings
 */
export function foldIn(
  model: PairScorer,
  scoresOf: (profile: VisitorProfile, context: EncodedContext | undefined) => VisitorScores,
  ratings: Iterable<VisitorRating>,
  options: FoldInOptions,
): Visitor {
  const { summary: train, can, name } = model;
  if (!can.foldsIn) throw new CapabilityError(name, 'fold in new ratings');
  mustBeOptions(name, options, '{ user }');
  if (options.user !== undefined && !train.users.has(options.user)) {
    throw new UnknownIdError(name, train, 'user', options.user);
  }
  const profile = visitorProfile(name, train, ratings, options);
  if (profile.items.length > 0) return new Visitor(model, profile, (context) => scoresOf(profile, context));
  if (can.unknownUsers === 'refused') {
    throw new OptionError(
      `${name}: foldIn must be passed at least one rating of an item in the train set, got none`,
    );
  }
  return new Visitor(model, profile, (context) => ({
    scores: model.scoreItems(undefined, context),
    unknownItem: model.estimate(undefined, undefined, context),
    ...(can.explains && { terms: (item: ItemIndex | undefined) => model.termsOf(undefined, item, context) }),
  }));
}

/**
 * A visitor's profile: the train ratings of `user`, followed by the given ones. If an item is rated twice,
 * the later rating counts, so a new rating replaces the old one.
 * @throws OptionError for a rating outside the scale and for a user who isn't in the train set, TrainRowsError
 *   for a user whose train ratings weren't saved
 */
export function visitorProfile(
  model: string,
  train: TrainSummary,
  given: Iterable<VisitorRating>,
  { user }: FoldInOptions,
): VisitorProfile {
  const known = new Map<number, number>();
  const ignored = new Set<ItemId>();
  const before = user === undefined ? [] : trainRatings(model, train, user);
  for (const { item, rating } of [...before, ...given]) {
    if (!isOnScale(train.scale, rating)) {
      const scale = describeScale(train.scale);
      throw new OptionError(
        `${model}: rating of item ${JSON.stringify(item)} must be a number from ${scale}, got ${rating}`,
      );
    }
    const index = train.items.indexOf(item);
    if (index === undefined) ignored.add(item);
    else known.set(index, rating);
  }
  return {
    items: Int32Array.from(known.keys()),
    ratings: Float32Array.from(known.values()),
    user: user === undefined ? undefined : train.users.require(user),
    ignored: [...ignored],
  };
}

function trainRatings(model: string, train: TrainSummary, user: UserId): Iterable<VisitorRating> {
  if (train instanceof Interactions) return train.ratingsOf(user);
  throw new TrainRowsError(
    model,
    `folding in user ${JSON.stringify(user)}`,
    "fold in the user's ratings without naming the user",
  );
}
