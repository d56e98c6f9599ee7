import type { Film } from '../../data/movielens/film';
import type { Interactions } from '../../data/table/interactions';
import { loadModel } from '../../service/package/model-package';
import { trainPackage } from '../../service/package/train-package';
import { createService } from '../../service/service';
import type { SolutionOf } from '../exercise-spec';
import type { withoutStars } from '../exercises/06-3-without-stars';

interface Around {
  readonly ratings: Interactions;
  readonly films: readonly Film[];
  /** The folder of the model that was served. */
  readonly dir: string;
  readonly date: string;
  readonly user: string;
}

/** EASE ranks and predicts no stars, so there is no rating and no interval. */
export const answer: SolutionOf<typeof withoutStars, Around> = async ({
  ratings,
  films,
  dir,
  date,
  user,
}) => {
  const rankDir = `${dir}-ease`;
  await trainPackage(ratings, { spec: { model: 'EASE', options: {} }, dir: rankDir, date, films });
  const ranker = await createService({
    load: () => loadModel(rankDir),
    feedbackDir: `${rankDir}-feedback`,
    rateLimit: 0,
  });
  const address = await ranker.listen();
  await ranker.load();
  const response = await fetch(`${address}/recommend/${encodeURIComponent(user)}`);
  type Place = { itemId: string; predictedRating: number | null; confidence: object | null };
  const [best] = ((await response.json()) as { recommendations: Place[] }).recommendations;
  await ranker.close();
  return best;
};
