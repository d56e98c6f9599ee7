/** Options of an embedded log. */
import { number, type OptionsOf, options, orNull, trueOrFalse, whole } from '../../core/options';

export const EMBEDDED_LOG_OPTIONS = options('EmbeddedLog', {
  /** For a new log. Null: 4, or what the log has. */
  partitions: orNull(whole({ from: 1, to: 1000, default: 4 })),
  /** Megabytes after which a new file is begun. Retention removes whole files. */
  segmentMegabytes: number({ above: 0, to: 1024, default: 16 }),
  /** Files whose events are all older are removed. Null: none. */
  retainHours: { ...orNull(number({ above: 0, default: 168 })), default: 168 as number | null },
  /** The oldest files are removed beyond this size. Null: none. */
  retainMegabytes: { ...orNull(number({ above: 0, default: 1024 })), default: 1024 as number | null },
  /** Seconds that the clock of a sender may be ahead. */
  clockSkew: number({ from: 0, default: 300 }),
  /** Events that may wait for the disk; more are rejected, so that a slow disk doesn't fill the memory. */
  mostWaiting: whole({ from: 1, default: 100_000 }),
  /** Only reads; appending fails. Needed where another process appends. */
  readOnly: trueOrFalse({ default: false }),
});

/** Options of an embedded log. */
export interface EmbeddedLogOptions extends Partial<OptionsOf<typeof EMBEDDED_LOG_OPTIONS>> {}

/** What isn't an option of the log itself. */
export interface EmbeddedLogSurroundings {
  /** The clock, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Called about damage that was found, and about retention that failed and will be retried. */
  readonly onNote?: (note: string) => void;
}

/** All of them. */
export type ResolvedOptions = Readonly<OptionsOf<typeof EMBEDDED_LOG_OPTIONS>>;
