/** What one comparison of the bench consists of. */
import type { OurWork } from './our-side';
import type { Target } from './ratios';

/** The names that `--only` accepts. */
export const GROUPS = [
  'knn',
  'svd',
  'svdpp',
  'nmf',
  'als',
  'bayesian',
  'grid',
  'ranking',
  'neural',
  'growth',
  'pytorch',
] as const;
export type Group = (typeof GROUPS)[number];

/** A model by Surprise's names. */
export interface TheirWork {
  /** A class of the package `surprise`. */
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether it takes `random_state`. */
  readonly seeded: boolean;
  readonly grid?: Readonly<Record<string, readonly number[]>>;
  readonly folds?: number;
  /** `n_jobs` of a search. */
  readonly jobs?: number;
}

/** A model that makes lists, by the names of `ranking-side.py`. */
export interface TheirRanker {
  /** `EASE` by NumPy, `SVD` by Surprise, the others by the package implicit. */
  readonly ranker: 'implicit ALS' | 'implicit BPR' | 'implicit BM25' | 'EASE' | 'SVD';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A Bayesian factorization machine by the package myfm, as `myfm-side.py` makes it. */
export interface TheirSampler {
  readonly sampler: 'myFM';
  readonly parameters: { readonly rank: number; readonly n_iter: number };
}

/** A network in Keras, as `keras-side.py` (MultVAE) or `neumf-side.py` makes it, or in PyTorch, as `torch-side.py` does. */
export interface TheirNetwork {
  readonly library: 'Keras' | 'PyTorch';
  readonly network: 'MultVAE' | 'NeuMF';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A model of another program. */
export type Theirs = TheirWork | TheirRanker | TheirSampler | TheirNetwork;

/** Where the rows come from. */
export type Rows = 'tutorial' | '1x' | '10x' | '100x' | '250x';

/** One comparison. */
export interface Case {
  readonly group: Group;
  readonly label: string;
  readonly rows: Rows;
  readonly ours: OurWork;
  /** Left out: ours alone. */
  readonly theirs?: Theirs;
  /** Theirs takes minutes: only with `--full`. */
  readonly slowTheirs?: boolean;
  /** Ours takes minutes too. */
  readonly slowOurs?: boolean;
  readonly target: Target;
  /** Cases with the same name differ in the number of ratings only: their times are compared. */
  readonly series?: string;
  /** Pairs where `--repeat` isn't given; default 3. Fewer where theirs takes long. */
  readonly pairs?: number;
  /** What a reader should know. */
  readonly note?: string;
}
