import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { checkRows } from './check-rows';
import { ratingMetric } from './rating-metric';

/**
 * Fraction of concordant pairs (FCP): among pairs of test items that a user rated differently, how often the
 * higher-rated one also has the higher prediction. 1 is perfect, 0.5 is random, and ties in the predictions
 * count as wrong.
 *
 * FCP = n_c / (n_c + n_d), where n_c is the mean number of concordant pairs over the users who have at least
 * one, and n_d the mean number of discordant pairs over the users who have at least one. This is what
 * Surprise 1.1.5 computes, with r̂ clipped to the scale; the paper (Y. Koren and J. Sill, "Collaborative
 * Filtering on Ordinal User Feedback", 2013, section 5.2) can be read as averaging over all users instead.
 *
 * NaN if no user rated two test items differently. Cost: O(Σ n_u²), where n_u is the number of test ratings
 * of user u.
 *
 * @throws OptionError when the numbers of predictions and rows differ
 */
export function fcp({ ratings }: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  checkRows('fcp', ratings, truth);
  const { ratingColumn } = truth;
  const { offsets, rows } = truth.byUser;
  const concordant = { pairs: 0, users: 0 };
  const discordant = { pairs: 0, users: 0 };
  for (let user = 0; user < truth.userCount; user++) {
    let [right, wrong] = [0, 0];
    for (let a = offsets[user]; a < offsets[user + 1]; a++) {
      const [rated, predicted] = [ratingColumn[rows[a]], ratings[rows[a]]];
      for (let b = a + 1; b < offsets[user + 1]; b++) {
        const order = rated - ratingColumn[rows[b]];
        if (order === 0) continue;
        if (order * (predicted - ratings[rows[b]]) > 0) right++;
        else wrong++;
      }
    }
    concordant.pairs += right;
    discordant.pairs += wrong;
    if (right > 0) concordant.users++;
    if (wrong > 0) discordant.users++;
  }
  const mean = ({ pairs, users }: typeof concordant) => (users === 0 ? 0 : pairs / users);
  return mean(concordant) / (mean(concordant) + mean(discordant));
}

export const FCP = ratingMetric({ name: 'fcp', title: 'FCP', better: 'higher', of: fcp });
