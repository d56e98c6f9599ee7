/** What `--task cold-start --json` gives: one kind of row for all parts. */
import type { OnboardingRow } from '../../cold-start/onboarding-rows';
import type { Interval } from '../../intervals/draw-users';
import type { Receipt } from '../../receipt';

export const COLD_START_PARTS = ['warm-pairs', 'new-films', 'new-users', 'new-system'] as const;
export type ColdStartPart = (typeof COLD_START_PARTS)[number];

/** A model, or a way to ask, in one part: means over the splits. Numbers that make no sense here are null. */
export interface ColdStartRow {
  readonly part: ColdStartPart;
  readonly label: string;
  /** As on the command line: `u1`, `u1..u5`. */
  readonly split: string;
  /** New users: after so many answers; and how many questions these took on average. */
  readonly answers: number | null;
  readonly questions: number | null;
  readonly rmse: number | null;
  readonly ndcgAt10: number | null;
  /** What the differences are against: this row's number minus that one's, with a 95 % interval. */
  readonly rmseAgainst: string | null;
  readonly rmseDifference: Interval | null;
  readonly ndcgAgainst: string | null;
  readonly ndcgDifference: Interval | null;
  /** What the intervals draw. */
  readonly drawn: 'users' | 'films';
  /** Chosen on parts of the train sets, by split. */
  readonly chosen: readonly Readonly<Record<string, unknown>>[];
  /** A receipt for each split; of onboarding that of the model that predicts. */
  readonly receipts: readonly Receipt[];
}

/** All but what most rows of a part have in common. */
export type RowParts = Partial<ColdStartRow> & Pick<ColdStartRow, 'part' | 'label' | 'split'>;

/** A row, with null where nothing is given. */
export function coldStartRow(parts: RowParts): ColdStartRow {
  return {
    answers: null,
    questions: null,
    rmse: null,
    ndcgAt10: null,
    rmseAgainst: null,
    rmseDifference: null,
    ndcgAgainst: null,
    ndcgDifference: null,
    drawn: 'users',
    chosen: [],
    receipts: [],
    ...parts,
  };
}

/** A way to ask after so many answers, compared with another one after as many. */
export function answerRow(
  row: OnboardingRow,
  { against, ...parts }: Omit<RowParts, 'label'> & { readonly against: string },
): ColdStartRow {
  return coldStartRow({
    ...parts,
    label: row.strategy,
    answers: row.step,
    questions: row.questions,
    rmse: row.rmse,
    ndcgAt10: row.ndcg,
    rmseAgainst: row.rmseDifference && against,
    rmseDifference: row.rmseDifference,
    ndcgAgainst: row.ndcgDifference && against,
    ndcgDifference: row.ndcgDifference,
  });
}

/** What all parts are given. */
export interface ColdStartRun {
  /** `u1` or `u1..u5`, for the rows. */
  readonly split: string;
  /** Which of the five folds: of ratings, of films, of users. From 0. */
  readonly folds: readonly number[];
  readonly note: (line: string) => void;
}

/** How sure a difference is said to be. */
export function excludesZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}
