/** What `evaluateRanking` is asked for. */
import { OptionError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { refuseUnknownOptions } from '../../core/options';
import type { FitOptions, Model, RecommendAllOptions } from '../../recommender/model';
import type { TopLists } from '../../recommender/top-lists';
import type { Split } from '../splits/split';
import type { ItemFactsOptions } from './metrics/item-facts';
import { RANKING_METRIC_NAMES, type RankingMetricName } from './metrics/ranking-metrics';
import { checkSampled, type SampledCandidates, sampledWarning } from './sampled-candidates';
import type { UserTruth } from './user-truths';

/** What `evaluateRanking` needs. */
export interface EvaluateRankingOptions extends FitOptions, ItemFactsOptions {
  readonly split: Split;
  /** Default: the model's name. */
  readonly label?: string;
  /** Places of a list. Default 10. */
  readonly k?: number;
  /**
   * A test item is relevant when its rating is at least this. Default: three quarters of the way up the scale, which is
   * 4 of 1 to 5 stars; on a scale without an upper end, all are (see `likedFrom`).
   */
  readonly relevantFrom?: number;
  /** `all` (default) items that the user hasn't rated in the train part, or a sample: see its warning. */
  readonly candidates?: 'all' | SampledCandidates;
  /**
   * Test users without a train rating: `skip` (default), or `include` them with the list that the model has
   * for unknown users, an empty one where it refuses them.
   */
  readonly coldUsers?: 'skip' | 'include';
  /** Makes the lists, such as a re-ranker. Default: the model's `recommendAll`. */
  readonly makeLists?: (model: Model, wanted: ListsWanted) => Promise<TopLists>;
  /** Only these; the others are NaN. Default all. Without `auc`, which looks at all scores, it is quicker. */
  readonly metrics?: readonly RankingMetricName[];
}

/**
 * Which lists `makeLists` is asked for: one for each of these users, in this order, of at most k places. Cold users are
 * among them where they are included, so it must be passed on to `recommendAll` as a whole.
 */
export type ListsWanted = Required<Pick<RecommendAllOptions, 'k' | 'unknownUsers'>> & {
  readonly users: readonly UserId[];
  readonly signal: AbortSignal | undefined;
};

const OPTION_NAMES: readonly (keyof EvaluateRankingOptions)[] = [
  'split',
  'label',
  'k',
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

/** @throws OptionError for an unknown option or a bad value */
export function checkRankingOptions(options: EvaluateRankingOptions): void {
  const { split, k = 10, relevantFrom, candidates = 'all', coldUsers = 'skip' } = options;
  const fail = (what: string) => {
    throw new OptionError(`evaluateRanking: ${what}`);
  };
  refuseUnknownOptions('evaluateRanking', options, OPTION_NAMES);
  const items = split.train.itemCount;
  if (!Number.isSafeInteger(k) || k < 1 || k > items) {
    fail(`k must be a whole number from 1 to ${items}, the items of the train set, got ${k}`);
  }
  if (relevantFrom !== undefined && !Number.isFinite(relevantFrom))
    fail(`relevantFrom must be a rating, got ${String(relevantFrom)}`);
  if (coldUsers !== 'skip' && coldUsers !== 'include') {
    fail(`coldUsers must be skip or include, got ${String(coldUsers)}`);
  }
  const names: readonly string[] = RANKING_METRIC_NAMES;
  const stray = options.metrics?.find((name) => !names.includes(name));
  if (stray) fail(`metrics must be some of ${names.join(', ')}, got ${stray}`);
  if (candidates === 'all') return;
  if (typeof candidates !== 'object' || candidates === null) {
    fail(`candidates must be 'all' or { sampled: n }, got ${String(candidates)}`);
  }
  checkSampled(candidates);
  if (options.makeLists) fail('makeLists is for the full ranking; leave candidates out');
}

/** What must be said beside the numbers, a sentence each. */
export function rankingWarnings(
  { candidates = 'all', coldUsers, makeLists }: EvaluateRankingOptions,
  truths: readonly UserTruth[],
): string[] {
  const cold = truths.filter(({ index }) => index === undefined).length;
  return [
    ...(candidates === 'all' ? [] : [sampledWarning(candidates)]),
    ...(cold === 0 || coldUsers === 'include'
      ? []
      : [`${cold} of ${truths.length} test users have no train rating and are left out.`]),
    ...(makeLists ? ['The lists were made by `makeLists`, of which the receipt says nothing.'] : []),
  ];
}
