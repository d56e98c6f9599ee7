/** Predicted ratings, and how certain they are: by the model that rates, which need not be the one that makes the lists. */
import type { ItemId, UserId } from '../../core/ids';
import type { RegisteredModel } from '../../models/registry';
import type { ContextOptions, Prediction } from '../../recommender/answers';
import { answersUsers } from '../../recommender/asked-user';
import type { Visitor, VisitorRating } from '../../recommender/visitor';
import type { ModelPackage } from '../package/model-package';
import { ConfidenceMeter } from './confidence';
import { contextFor } from './context-for';
import { ratingFacts } from './rating-facts';
import type { Stars } from './served-list';

/** The predicted rating of an item, and how certain it is. */
export type StarsFor = (item: ItemId) => Stars;
export const NO_STARS: StarsFor = () => ({ predictedRating: null, confidence: null });

export class ServedStars {
  /** The model that predicts stars: another one, or the one that makes the lists, if it rates. */
  readonly rater: RegisteredModel | undefined;
  readonly #meter: ConfidenceMeter | undefined;

  constructor(pack: ModelPackage) {
    const stars = pack.stars ?? (pack.model.can.rates ? pack : undefined);
    this.rater = stars?.model;
    const confidence = stars?.header.confidence;
    if (!confidence) return;
    const facts = stars.facts ?? ratingFacts(stars.model.train);
    this.#meter = new ConfidenceMeter(stars.model.summary, facts, confidence);
  }

  /** Stars for a user in the list model's train set, who may be missing from the star model's. */
  ofUser(user: UserId, options: ContextOptions): StarsFor {
    const { rater } = this;
    const index = rater?.summary.users.indexOf(user);
    if (!rater || index === undefined || !answersUsers(rater)) return NO_STARS;
    const asked = contextFor(rater, options);
    const deviation = (item: ItemId) =>
      rater.can.distributes && rater.hasTrain ? rater.distributionOf(user, item).deviation : undefined;
    return (item) => this.#stars(index, item, rater.predict(user, item, asked), deviation);
  }

  /**
   * Stars for a visitor with these ratings; none if the star model knows none of the rated items.
   * @param folded the visitor of the list model
   */
  ofVisitor(
    ratings: readonly VisitorRating[],
    options: ContextOptions,
    folded: { readonly model: RegisteredModel; readonly visitor: Visitor | undefined },
  ): StarsFor {
    const { rater } = this;
    if (!rater?.can.foldsIn || !ratings.some(({ item }) => rater.summary.items.has(item))) return NO_STARS;
    const visitor: Visitor = (rater === folded.model ? folded.visitor : undefined) ?? rater.foldIn(ratings);
    const own = Array.from(visitor.profile.ratings);
    const asked = contextFor(rater, options);
    const deviation = (item: ItemId) =>
      rater.can.distributes ? visitor.distributionOf(item).deviation : undefined;
    return (item) => this.#stars(own, item, visitor.predict(item, asked), deviation);
  }

  #stars(
    user: Parameters<ConfidenceMeter['of']>[0],
    item: ItemId,
    { rating, wasImpossible }: Pick<Prediction, 'rating' | 'wasImpossible'>,
    deviation: (item: ItemId) => number | undefined,
  ): Stars {
    const index = this.rater!.summary.items.indexOf(item);
    if (wasImpossible || index === undefined) return NO_STARS(item);
    const meter = this.#meter;
    const expected = meter?.scale.ofDistribution ? deviation(item) : undefined;
    if (!meter || (meter.scale.ofDistribution && expected === undefined)) {
      return { predictedRating: rating, confidence: null };
    }
    const { word, low, high } = meter.of(user, index, rating, expected);
    return {
      predictedRating: rating,
      confidence: { word, low, high, coverage: meter.scale.coverage },
    };
  }
}
