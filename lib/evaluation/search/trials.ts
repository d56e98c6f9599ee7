/** The trials of a search: each fits a candidate on all folds but one and evaluates it on that one. */
import type { Interactions } from '../../data/table/interactions';
import { createModel } from '../../models/registry';
import { fitAndPredict } from '../ratings/evaluate';
import type { RatingMetricName } from '../ratings/metrics/rating-metrics';
import { kFold } from '../splits/k-fold';
import type { Split } from '../splits/split';
import type { Options } from './search-space';

/** What all trials of a search have in common. */
export interface TrialSetting {
  readonly model: string;
  readonly folds: number;
  readonly seed: number;
}

/** Fit with these options, test on this fold. */
export interface TrialJob {
  readonly trial: number;
  readonly fold: number;
  readonly options: Options;
}

export interface TrialAnswer {
  readonly trial: number;
  readonly fold: number;
  readonly row?: Readonly<Record<RatingMetricName | 'fitSeconds' | 'testSeconds', number>>;
  /** Why the fit failed, e.g. because training diverged. */
  readonly error?: string;
}

/** Folds with up to this many rows in total are cached; larger ones are made again each time. */
const ROWS_KEPT = 10_000_000;

export class Trials {
  readonly #series: ReturnType<typeof kFold>;
  readonly #kept = new Map<number, Split>();

  constructor(
    private readonly table: Interactions,
    private readonly setting: TrialSetting,
  ) {
    this.#series = kFold(table, { folds: setting.folds, seed: setting.seed });
  }

  /** @throws the signal's reason once it is aborted; why a fit failed is in its answer */
  async run({ trial, fold, options }: TrialJob, signal?: AbortSignal): Promise<TrialAnswer> {
    try {
      const model = createModel(this.setting.model, options);
      const { metrics, fitSeconds, testSeconds } = await fitAndPredict(model, this.#split(fold), { signal });
      return { trial, fold, row: { ...metrics, fitSeconds, testSeconds } };
    } catch (error) {
      signal?.throwIfAborted();
      return { trial, fold, error: error instanceof Error ? error.message : String(error) };
    }
  }

  #split(fold: number): Split {
    const split = this.#kept.get(fold) ?? this.#series.at(fold);
    if (this.table.length * this.setting.folds <= ROWS_KEPT) this.#kept.set(fold, split);
    return split;
  }
}
