import type { ItemIndex, UserIndex } from '../../core/ids';
import { options } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { entry } from '../../models/model-entry';
import { BaseModel } from '../../recommender/base-model';
import { capabilities } from '../../recommender/capabilities';
import type { Model } from '../../recommender/model';
import { checkContract } from '../../testing/check-contract';
import type { SolutionOf } from '../exercise-spec';
import type { aModelOfYourOwn } from '../exercises/03-5-a-model-of-your-own';

interface Around {
  ranked(model: Model, label: string): Promise<RankingEvaluation>;
}

/** Counting is enough to beat the popular list. What is popular still gets more than its share; EASE removes that. */
export const answer: SolutionOf<typeof aModelOfYourOwn, Around> = async ({ ranked }) => {
  const ALSO_LIKED = options('AlsoLiked', {});
  class AlsoLiked extends BaseModel<object, { together: Float64Array }> {
    readonly can = capabilities({ rates: false });
    constructor(given: object = {}) {
      super(ALSO_LIKED, given);
    }
    protected learn(train: Interactions) {
      const n = train.itemCount;
      const together = new Float64Array(n * n);
      for (const user of train.users) {
        const ratings = train.ratingsOf(user).filter(({ rating }) => rating >= 4);
        const liked = ratings.map(({ item }) => train.items.require(item));
        for (const i of liked) for (const j of liked) if (i !== j) together[i * n + j]++;
      }
      return { together };
    }
    estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
      if (user === undefined || item === undefined) return Number.NaN;
      const { train, state } = this;
      let sum = 0;
      for (const row of train.rowsOfUser(user)) {
        if (train.ratingColumn[row] < 4) continue;
        sum += state.together[item * train.itemCount + train.itemColumn[row]];
      }
      return sum;
    }
  }
  const report = await checkContract(entry(AlsoLiked, ALSO_LIKED, 'people who liked this also liked that'));
  const measured = await ranked(new AlsoLiked(), 'AlsoLiked');
  return { report, measured };
};
