/**
 * Softmax over items: a user's like i is a choice among candidates, and a model learns to make it likely,
 *
 *     P(i | u) = exp(s_ui) / Σ_j exp(s_uj),   loss = − Σ_ui w_ui ln P(i | u).
 *
 * The candidates j are all items, or, in a large catalog, those that somebody in the batch has chosen. Popular items are
 * then candidates more often, and as candidates of other users they would be pushed down for it. The logQ correction
 * undoes that: if a candidate is drawn with probability Q_j and occurs c_j times among the n draws, then
 *
 *     Σ_j exp(s_uj + ln c_j − ln (n Q_j))   over the distinct candidates
 *
 * has the expected value Σ_j exp(s_uj) over all items. Source: X. Yi et al., "Sampling-Bias-Corrected Neural Modeling for
 * Large Corpus Item Recommendations", 2019; Q_j is estimated there from a stream, and counted here.
 */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

/** The likes of a batch of users among its candidates. */
export interface Choices {
  /** Inner indices of the candidates, ascending. Int32 [candidates]. */
  readonly items: Int32Array;
  /** w_ui, 0 if the user doesn't like the candidate. Float32, [users, candidates] in row-major order. */
  readonly weights: Float32Array;
  /** Added to the score of each candidate: ln c_j − ln (n Q_j), or zeros. Float32 [candidates]. */
  readonly correction: Float32Array;
}

/** Where a batch's candidates come from. */
export type CandidateSource = 'all' | 'batch' | 'batch without logQ';

/** In a catalog of at most this many items, all of them are candidates. */
const ALL_UP_TO = 5000;

/** All items, unless there are many. */
export function sourceFor(itemCount: number): CandidateSource {
  return itemCount <= ALL_UP_TO ? 'all' : 'batch';
}

/** The users with at least one like, ascending. */
export function usersWithChoices({ offsets }: CompressedRows): Int32Array {
  const users = Int32Array.from({ length: offsets.length - 1 }, (_, user) => user);
  return users.filter((user) => offsets[user] < offsets[user + 1]);
}

/** Makes the choices of batches of users from their likes. */
export class ChoiceMaker {
  /** The number of likes of each item. */
  readonly #counts: Float64Array;
  readonly #all: Int32Array;
  readonly #none: Float32Array;

  constructor(
    private readonly likes: CompressedRows,
    private readonly source: CandidateSource,
  ) {
    this.#counts = new Float64Array(likes.columnCount);
    for (const item of likes.columns) this.#counts[item]++;
    this.#all = Int32Array.from({ length: likes.columnCount }, (_, item) => item);
    this.#none = new Float32Array(likes.columnCount);
  }

  of(users: Int32Array): Choices {
    const { offsets, columns, values } = this.likes;
    const drawn = new Map<number, number>(); // c_j
    let draws = 0;
    const each = (visit: (row: number, at: number) => void) => {
      for (const [row, user] of users.entries()) {
        for (let at = offsets[user]; at < offsets[user + 1]; at++) visit(row, at);
      }
    };
    if (this.source !== 'all') {
      each((_, at) => {
        drawn.set(columns[at], (drawn.get(columns[at]) ?? 0) + 1);
        draws++;
      });
    }
    const items = this.source === 'all' ? this.#all : Int32Array.from(drawn.keys()).sort();
    const placeOf = new Map(Array.from(items, (item, place) => [item, place]));
    const weights = new Float32Array(users.length * items.length);
    each((row, at) => {
      weights[row * items.length + (placeOf.get(columns[at]) as number)] = values[at];
    });
    if (this.source === 'all') return { items, weights, correction: this.#none };
    const share = (item: number) => this.#counts[item] / columns.length; // Q_j
    const correction = Float32Array.from(items, (item) =>
      this.source === 'batch'
        ? Math.log(drawn.get(item) as number) - Math.log(draws * share(item))
        : Math.log(drawn.get(item) as number),
    );
    return { items, weights, correction };
  }
}

/**
 * − Σ_ui w_ui ln P(i | u), divided by the number of users.
 * @param scores s_ui of the candidates, float32 [users, candidates]
 */
export function choiceLoss({ tf }: Tensors, scores: Tensor, { weights, correction }: Choices): Tensor {
  const shape = scores.shape as [number, number];
  const logits = tf.add(scores, correction);
  const chosen = tf.mul(tf.logSoftmax(logits), tf.tensor2d(weights, shape));
  return tf.div(tf.neg(tf.sum(chosen)), shape[0]);
}
