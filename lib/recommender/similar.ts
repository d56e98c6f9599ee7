/** From the similarities of one user (or item) to all, the list of the most similar with their support. */
import { OptionError } from '../core/errors';
import type { Int32Vector } from '../core/readonly-vector';
import type { RowGroups } from '../data/table/row-groups';
import { trust } from '../math/similarity/similarity-formulas';
import type { SimilarOptions } from './answers';
import { listLength, topIndices } from './top-items';

/** The train set seen from those who are compared: users, or items. */
export interface SimilarView {
  /** The model's name, for errors. */
  readonly name: string;
  /** Rows of each of them. */
  readonly own: RowGroups;
  /** Of each row, who of them it is of. */
  readonly ownColumn: Int32Vector;
  /** Rows of each of the others: what two have in common. */
  readonly others: RowGroups;
  readonly otherColumn: Int32Vector;
}

/** One place of the list. */
export interface SimilarPlace {
  readonly index: number;
  readonly similarity: number;
  readonly support: number;
  /** Its train ratings. */
  readonly ratings: number;
}

/**
 * The k most similar to the one at `index`, itself left out, and those with NaN. Cost: O(all that the others
 * at its rows have), for the support.
 * @throws OptionError for a bad k, minSupport or shrinkage
 */
export function mostSimilar(
  view: SimilarView,
  index: number,
  similarities: ArrayLike<number>,
  options: SimilarOptions,
): SimilarPlace[] {
  const { minSupport = 0, shrinkage = 0 } = options;
  if (!Number.isSafeInteger(minSupport) || minSupport < 0) {
    throw new OptionError(`${view.name}: minSupport must be a whole number of at least 0, got ${minSupport}`);
  }
  if (!Number.isFinite(shrinkage) || shrinkage < 0) {
    throw new OptionError(`${view.name}: shrinkage must be a number of at least 0, got ${shrinkage}`);
  }
  const k = listLength(view.name, options);
  const support = supportOf(view, index);
  const allowed = Uint8Array.from(support, (count) => (count >= minSupport ? 1 : 0));
  allowed[index] = 0;
  const scores = Float64Array.from(support, (count, at) => {
    return similarities[at] * trust(Math.max(1, count), shrinkage);
  });
  const { offsets } = view.own;
  return topIndices(scores, k, allowed).map((at) => ({
    index: at,
    similarity: scores[at],
    support: support[at],
    ratings: offsets[at + 1] - offsets[at],
  }));
}

/** How much each has in common with the one at `index`. */
function supportOf({ own, ownColumn, others, otherColumn }: SimilarView, index: number): Int32Array {
  const support = new Int32Array(own.offsets.length - 1);
  for (let at = own.offsets[index]; at < own.offsets[index + 1]; at++) {
    const other = otherColumn[own.rows[at]];
    for (let n = others.offsets[other]; n < others.offsets[other + 1]; n++) {
      support[ownColumn[others.rows[n]]]++;
    }
  }
  return support;
}
