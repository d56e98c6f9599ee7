/** Options of `evaluateRanking`, and their checks. */
import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { refuseUnknownOptions } from '../../core/options';
import type { ContextOptions, FitOptions, Model, RecommendAllOptions } from '../../recommender/model';
import type { TopLists } from '../../recommender/top-lists';
import { type ContextFilter, contextInWords } from '../splits/in-context';
import type { Split } from '../splits/split';
import type { ItemFactsOptions } from './metrics/item-facts';
import { RANKING_METRIC_NAMES, type RankingMetricName } from './metrics/ranking-metrics';
import { checkSampled, type SampledCandidates, sampledWarning } from './sampled-candidates';
import type { UserTruth } from './user-truths';

/** Options of `evaluateRanking`. */
export interface EvaluateRankingOptions extends FitOptions, ItemFactsOptions {
  readonly split: Split;
  /** The label in tables. Default: the model's name. */
  readonly label?: string;
  /** Length of the lists. Default 10. */
  readonly k?: number;
  /**
   * The context to recommend for. Models that use context recommend for this one; the others recommend as
   * usual. All are evaluated on the test rows with this context (`inContext`). Default: no context, and all
   * test rows.
   */
  readonly context?: ContextFilter;
  /**
   * The test rating from which an item is relevant. Default: three quarters of the way up the scale, 4 for 1
   * to 5 stars; on a scale without an upper end, all test items are relevant (see `likedFrom`).
   */
  readonly relevantFrom?: number;
  /**
   * `all` (default) items that the user hasn't rated in the train set, or a sample; see the warning on it.
   */
  readonly candidates?: 'all' | SampledCandidates;
  /**
   * Test users without a train rating: `skip` them (default), or `include` them with the model's list for
   * unknown users, which is empty if the model refuses them.
   */
  readonly coldUsers?: 'skip' | 'include';
  /** Makes the lists, for example with a reranker. Default: the model's `recommendAll`. */
  readonly makeLists?: (model: Model, wanted: ListsWanted) => Promise<TopLists>;
  /**
   * The metrics to compute; the others are NaN. Default: all. Faster without `auc`, which needs all scores.
   */
  readonly metrics?: readonly RankingMetricName[];
}

/**
 * The lists that `makeLists` must return: one for each of these users, in this order, of at most k places.
 * The users include cold users if `coldUsers` is `include`, so pass the whole object on to `recommendAll`.
 */
export type ListsWanted = Required<Pick<RecommendAllOptions, 'k' | 'unknownUsers'>> &
  ContextOptions & {
    readonly users: readonly UserId[];
    readonly signal: AbortSignal | undefined;
  };

const OPTION_NAMES: readonly (keyof EvaluateRankingOptions)[] = [
  'split',
  'label',
  'k',
  'context',
  'relevantFrom',
  'candidates',
  'coldUsers',
  'makeLists',
  'films',
  'vectorOf',
  'metrics',
  'onProgress',
  'signal',
];

/** @throws OptionError for an unknown option or an invalid value */
export function checkRankingOptions(options: EvaluateRankingOptions): void {
  const { split, k = 10, relevantFrom, candidates = 'all', coldUsers = 'skip' } = options;
  const fail = (what: string) => {
    throw new OptionError(`evaluateRanking: ${what}`);
  };
  refuseUnknownOptions('evaluateRanking', options, OPTION_NAMES);
  const items = split.train.itemCount;
  if (!Number.isSafeInteger(k) || k < 1 || k > items) {
    fail(`k must be a whole number from 1 to ${items}, the number of items in the train set, got ${k}`);
  }
  if (relevantFrom !== undefined && !Number.isFinite(relevantFrom))
    fail(`relevantFrom must be a finite number, got ${String(relevantFrom)}`);
  if (coldUsers !== 'skip' && coldUsers !== 'include') {
    fail(`coldUsers must be one of skip, include, got ${String(coldUsers)}`);
  }
  const names: readonly string[] = RANKING_METRIC_NAMES;
  if (options.metrics !== undefined) checkArgument('evaluateRanking', 'metrics', options.metrics, LIST);
  const stray = options.metrics?.find((name) => !names.includes(name));
  if (stray !== undefined) fail(`metrics must be among ${names.join(', ')}, got ${stray}`);
  if (candidates === 'all') return;
  if (typeof candidates !== 'object' || candidates === null) {
    fail(`candidates must be "all" or { sampled: n }, got ${String(candidates)}`);
  }
  checkSampled(candidates);
  if (options.makeLists)
    fail("makeLists can't be combined with sampled candidates; leave out one of the two");
}

/** Caveats to show with the numbers, one sentence each. */
export function rankingWarnings(
  { name, can }: Model,
  { candidates = 'all', coldUsers, context, makeLists }: EvaluateRankingOptions,
  truths: readonly UserTruth[],
): string[] {
  const cold = truths.filter(({ index }) => index === undefined).length;
  return [
    ...(candidates === 'all' ? [] : [sampledWarning(candidates)]),
    ...(cold === 0 || coldUsers === 'include'
      ? []
      : [`${cold} of ${truths.length} test users have no train rating and are left out.`]),
    ...(context === undefined || can.usesContext
      ? []
      : [
          `${name} doesn't use context: its lists are the same for ${contextInWords(context)} as for any other.`,
        ]),
    ...(makeLists ? ['The lists were made by `makeLists`, which the receipt does not record.'] : []),
  ];
}
