/** The output of `--task cold-start --json`: one kind of row for all parts. */
import type { OnboardingRow } from '../../cold-start/onboarding-rows';
import type { Interval } from '../../intervals/draw-users';
import type { Receipt } from '../../receipt';

export const COLD_START_PARTS = ['warm-pairs', 'new-films', 'new-users', 'new-system'] as const;
export type ColdStartPart = (typeof COLD_START_PARTS)[number];

/** A model or a strategy in one part: means over the splits. Numbers that don't apply are null. */
export interface ColdStartRow {
  readonly part: ColdStartPart;
  readonly label: string;
  /** As on the command line: `u1`, `u1..u5`. */
  readonly split: string;
  /** New users: the number of answers, and how many questions they took on average. */
  readonly answers: number | null;
  readonly questions: number | null;
  readonly rmse: number | null;
  readonly ndcg: number | null;
  /** The row compared with: differences are this row's value minus that one's, with a 95% interval. */
  readonly rmseAgainst: string | null;
  readonly rmseDifference: Interval | null;
  readonly ndcgAgainst: string | null;
  readonly ndcgDifference: Interval | null;
  /** What the intervals resample. */
  readonly drawn: 'users' | 'films';
  /** Options chosen on parts of the train sets, by split. */
  readonly chosen: readonly Readonly<Record<string, unknown>>[];
  /** A receipt for each split; for onboarding, that of the rating model. */
  readonly receipts: readonly Receipt[];
}

/** The fields to give; the rest have defaults. */
export type RowParts = Partial<ColdStartRow> & Pick<ColdStartRow, 'part' | 'label' | 'split'>;

/** A row, with null for everything not given. */
export function coldStartRow(parts: RowParts): ColdStartRow {
  return {
    answers: null,
    questions: null,
    rmse: null,
    ndcg: null,
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

/** A strategy after a number of answers, compared with another one after the same number. */
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
    ndcg: row.ndcg,
    rmseAgainst: row.rmseDifference && against,
    rmseDifference: row.rmseDifference,
    ndcgAgainst: row.ndcgDifference && against,
    ndcgDifference: row.ndcgDifference,
  });
}

/** Options of all parts. */
export interface ColdStartRun {
  /** `u1` or `u1..u5`, for the rows. */
  readonly split: string;
  /** Which of the five folds (of ratings, films, or users), from 0. */
  readonly folds: readonly number[];
  readonly note: (line: string) => void;
}

/** Whether a difference is significant. */
export function excludesZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}
