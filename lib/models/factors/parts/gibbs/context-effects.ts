/**
 * Context effects: each value c of a context column has an effect on all ratings with this value,
 *
 *     s_c ~ N(0, 1/λ),   given the rest: s_c ~ N(α Σ e / (λ + α n_c), 1 / (λ + α n_c)),
 *
 * where e are the residuals of its n_c ratings without s_c, and λ ~ gamma(1/2, 1/2) for each column.
 */
import type { RandomState } from '../../../../math/random/random-state';

/** One column. */
interface ColumnEffects {
  /** Distinct values, ascending. Float64 [groups]. */
  readonly values: Float64Array;
  /** The group of each rating, that is, the place of its value. Int32 [ratings]. */
  readonly groupOf: Int32Array;
  /** n_c. Float64 [groups]. */
  readonly counts: Float64Array;
  /** s_c. Float64 [groups]. */
  readonly effects: Float64Array;
  /** The means of the distributions from which `effects` were drawn. Float64 [groups]. */
  readonly means: Float64Array;
  /** λ. */
  precision: number;
}

export class ContextEffects {
  /** The sum of the effects on each rating. Float64 [ratings]. */
  readonly total: Float64Array;
  readonly columns: readonly Readonly<ColumnEffects>[];

  /** @param columns the value of each rating, for each column */
  constructor(columns: readonly ArrayLike<number>[], ratings: number) {
    this.total = new Float64Array(ratings);
    this.columns = columns.map(columnEffects);
  }

  /**
   * Draws the effects and their precisions.
   * @param residuals of the ratings, which take the effects into account; kept up to date
   */
  draw(random: RandomState, residuals: Float64Array, alpha: number): void {
    for (const column of this.columns) this.#drawColumn(column, random, residuals, alpha);
  }

  #drawColumn(column: ColumnEffects, random: RandomState, residuals: Float64Array, alpha: number): void {
    const { groupOf, counts, effects, means } = column;
    const sums = new Float64Array(effects.length);
    for (let row = 0; row < residuals.length; row++) {
      sums[groupOf[row]] += residuals[row] + effects[groupOf[row]];
    }
    const before = effects.slice();
    let squares = 0;
    for (let c = 0; c < effects.length; c++) {
      const precision = column.precision + alpha * counts[c];
      means[c] = (alpha * sums[c]) / precision;
      effects[c] = means[c] + random.normal() / Math.sqrt(precision);
      squares += effects[c] ** 2;
    }
    column.precision = random.gamma((1 + effects.length) / 2) / ((1 + squares) / 2);
    for (let row = 0; row < residuals.length; row++) {
      const change = effects[groupOf[row]] - before[groupOf[row]];
      this.total[row] += change;
      residuals[row] -= change;
    }
  }
}

function columnEffects(numbers: ArrayLike<number>): ColumnEffects {
  const values = Float64Array.from(new Set(Array.from(numbers))).sort();
  const places = new Map(Array.from(values, (value, place) => [value, place]));
  const groupOf = Int32Array.from(numbers, (value) => places.get(value) as number);
  const counts = new Float64Array(values.length);
  for (const group of groupOf) counts[group]++;
  const [effects, means] = [new Float64Array(values.length), new Float64Array(values.length)];
  return { values, groupOf, counts, effects, means, precision: 1 };
}
