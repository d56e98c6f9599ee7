/**
 * Learns new ratings without another fit: the rows of the users who gave them are solved again in each sample,
 * with everything else fixed, as for visitors. New items get the typical item's row; items stay as they are
 * until the next fit.
 */
import type { UserIndex } from '../../../../core/ids';
import type { Interactions } from '../../../../data/table/interactions';
import { type ModelUpdate, onceEach } from '../../../../recommender/model-update';
import { type KnownUser, userRow } from './fold-in-samples';
import { type PosteriorSamples, typicalRow } from './posterior-samples';

/** The ratings and features of a user of the train set. */
export function knownUser(train: Interactions, user: UserIndex): KnownUser {
  const rows = train.rowsOfUser(user);
  const features = train.userFeatures;
  const [from, to] = features ? [features.offsets[user], features.offsets[user + 1]] : [0, 0];
  return {
    items: Int32Array.from(rows, (row) => train.itemColumn[row]),
    ratings: Float32Array.from(rows, (row) => train.ratingColumn[row]),
    features: features && {
      columns: features.columns.slice(from, to),
      values: features.values.slice(from, to),
    },
  };
}

export function updateSamples(
  { before, train, changed }: ModelUpdate,
  kept: PosteriorSamples,
): PosteriorSamples {
  const { samples, factors } = kept;
  const width = samples * factors;
  const after: PosteriorSamples = {
    ...kept,
    userFactors: longer(kept.userFactors, train.userCount * width),
    userBiases: longer(kept.userBiases, train.userCount * samples),
    itemFactors: longer(kept.itemFactors, train.itemCount * width),
    itemBiases: longer(kept.itemBiases, train.itemCount * samples),
    ratedWeights:
      kept.ratedWeights.length === 0
        ? kept.ratedWeights
        : longer(kept.ratedWeights, train.itemCount * samples * (factors + 1)),
  };
  const typical = typicalRow(kept.typicalItem, factors);
  for (let item = before.itemCount; item < train.itemCount; item++) {
    after.itemFactors.set(typical.factors, item * width);
    after.itemBiases.set(typical.biases, item * samples);
  }
  const added = Int32Array.from(
    { length: train.userCount - before.userCount },
    (_, n) => before.userCount + n,
  );
  for (const user of onceEach(Int32Array.of(...changed.users, ...added))) {
    const row = userRow(after, knownUser(train, user as UserIndex));
    after.userFactors.set(row.factors, user * width);
    after.userBiases.set(row.biases, user * samples);
  }
  return after;
}

function longer(table: Float32Array, length: number): Float32Array {
  const copy = new Float32Array(length);
  copy.set(table);
  return copy;
}
