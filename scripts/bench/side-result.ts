/** What a measured process reports, with the same names from TypeScript and Python. */

/** One fit and test in a fresh process. */
export interface SideResult {
  /** From the start of the process until everything is imported (TensorFlow, NumPy): not part of `seconds`. */
  readonly startSeconds: number;
  /** A first fit and test on a few rows, as compilers and thread pools take time once: not part of it either. */
  readonly warmUpSeconds: number;
  /** Reading the rows and making a train set of them: not part of `seconds` either. */
  readonly loadSeconds: number;
  readonly fitSeconds: number;
  /** Predicting the test rows, or making the top 10 of all users: then the median of several times, see `LISTS`. */
  readonly testSeconds: number;
  /** Largest resident memory of the process, and of what it started, in MB of 10^6 bytes. */
  readonly peakMegabytes: number;
  /** Resident memory before the first row was read: of the language and its libraries. */
  readonly startMegabytes: number;
  /**
   * Of the peak, pages of files such as TensorFlow's library: all processes share them, and the system drops
   * them when memory is short. Only where the system reports them (Linux).
   */
  readonly fileMegabytes?: number;
  /** By how much the fit raised the resident memory at its peak; only where the system can say (Linux). */
  readonly fitMegabytes?: number;
  /** What the model had estimated, if it does. */
  readonly estimatedMegabytes?: number;
  /** Of the test rows, where ratings were predicted. */
  readonly rmse?: number;
  /** nDCG@10 with test ratings of 4 and more as relevant, where lists were made. */
  readonly ndcg?: number;
  /** Versions of what computed. */
  readonly versions: Readonly<Record<string, string>>;
  /** A search's winner. */
  readonly best?: Readonly<Record<string, unknown>>;
}

/** A size that the library refuses, and how it says so. */
export interface Refusal {
  readonly refused: string;
}

/** What both sides are asked for. Each side gets its own description of the model with it. */
export interface SideJob {
  /** Rows file, without its ending. */
  readonly rows: string;
  /** Number of train rows that are fitted first; 0: no warm-up. */
  readonly warmUpRows: number;
  /** `Date.now()` just before the process was started. */
  readonly startedAt: number;
  /** Of the model; each pair has its own. */
  readonly seed: number;
}

/** How many times lists are made; only once if that takes longer than a second. */
export const LISTS = { times: 5, unlessSeconds: 1 };

/** The line by which a process hands its result over. */
export const RESULT_MARK = 'BENCH-RESULT ';
