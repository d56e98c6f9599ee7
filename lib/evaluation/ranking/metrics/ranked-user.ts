/** Turns a list and the test set into the input of the metrics. */
import type { ItemIndex } from '../../../core/ids';
import { goodFrom, reaches } from '../../../core/liked-from';
import type { Split } from '../../splits/split';
import type { UserTruth } from '../user-truths';
import type { ItemFacts } from './item-facts';
import type { RankedUser } from './ranking-metric';

/** A model's output for one user. */
export interface UserAnswer {
  /** Inner item indices, best first. */
  readonly list: ArrayLike<number>;
  /** Scores of all items by inner index, NaN for none; undefined if the model rejects the user. */
  readonly scores: ArrayLike<number> | undefined;
  /** 1 for each item that could have been on the list; default: all unseen items. */
  readonly candidates?: Uint8Array;
  /** Predicted ratings of all test rows; undefined if the model doesn't rate. */
  readonly predicted: ArrayLike<number> | undefined;
}

/** Makes `RankedUser`s for one split. */
export class UserJudge {
  private readonly byPopularity: readonly number[];
  private readonly isRelevant: Uint8Array;
  private readonly isSeen: Uint8Array;

  constructor(
    private readonly split: Split,
    { counts }: Pick<ItemFacts, 'counts'>,
    private readonly settings: { readonly k: number; readonly relevantFrom: number },
  ) {
    const items = split.train.itemCount;
    const order = Array.from({ length: items }, (_, item) => item);
    this.byPopularity = order.sort((a, b) => counts[b] - counts[a] || a - b);
    this.isRelevant = new Uint8Array(items);
    this.isSeen = new Uint8Array(items);
  }

  /** The user's list, judged by the user's test ratings. Cost: O(items). */
  judge(truth: UserTruth, answer: UserAnswer): RankedUser {
    const { test } = this.split;
    const { k } = this.settings;
    const { history, liked } = this.historyOf(truth);
    this.isRelevant.fill(0);
    for (const item of truth.relevant) this.isRelevant[item] = 1;
    this.isSeen.fill(0);
    for (const item of history) this.isSeen[item] = 1;
    const { predicted } = answer;
    return {
      k,
      list: answer.list,
      hits: Array.from(answer.list, (item) => this.isRelevant[item]),
      relevant: truth.relevantCount,
      history,
      liked,
      popular: this.mostPopular(k),
      ...this.scoresOf(truth, answer),
      predicted: predicted ? Array.from(truth.rows, (row) => predicted[row]) : [],
      truths: Array.from(truth.rows, (row) => test.ratingColumn[row]),
      goodFrom: goodFrom(test.scale),
    };
  }

  private historyOf({ index }: UserTruth): { history: ItemIndex[]; liked: ItemIndex[] } {
    const { train } = this.split;
    if (index === undefined) return { history: [], liked: [] };
    const rows = Array.from(train.rowsOfUser(index));
    const item = (row: number) => train.itemColumn[row];
    return {
      history: rows.map(item),
      liked: rows.filter((row) => reaches(train.ratingColumn[row], this.settings.relevantFrom)).map(item),
    };
  }

  private mostPopular(k: number): number[] {
    const popular: number[] = [];
    for (let place = 0; place < this.byPopularity.length && popular.length < k; place++) {
      if (!this.isSeen[this.byPopularity[place]]) popular.push(this.byPopularity[place]);
    }
    return popular;
  }

  /** Items without a score, and relevant items missing from the train set, come last: −Infinity. */
  private scoresOf(
    truth: UserTruth,
    { scores, candidates }: UserAnswer,
  ): Pick<RankedUser, 'relevantScores' | 'otherScores'> {
    if (!scores) return { relevantScores: [], otherScores: [] };
    const last = (score: number) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
    const relevantScores = new Float64Array(truth.relevantCount).fill(Number.NEGATIVE_INFINITY);
    for (const [n, item] of truth.relevant.entries()) relevantScores[n] = last(scores[item]);
    const otherScores = new Float64Array(scores.length);
    let others = 0;
    for (let item = 0; item < scores.length; item++) {
      const open = candidates ? candidates[item] : !this.isSeen[item];
      if (open && !this.isRelevant[item]) otherScores[others++] = last(scores[item]);
    }
    return { relevantScores, otherScores: otherScores.subarray(0, others) };
  }
}
