/** What goes into a package. */

/** A package to make of parts of `lib`. */
export interface PackagePlan {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** The folder in `scripts/pack` with its `README.md` and `CHANGELOG.md`. */
  readonly folder: string;
  /**
   * What users import, `.` or `./data`: the sources whose exports it has, such as `lib/data/data`. They are compiled
   * with everything they import.
   */
  readonly entries: Readonly<Record<string, readonly string[]>>;
  /** Sources that no other one imports: those of threads and programs. */
  readonly sources: readonly string[];
  /** Files and folders that are copied: plain JavaScript, and what it reads. */
  readonly copied: readonly string[];
  /** Short files of the package's own: path and content. */
  readonly written: Readonly<Record<string, string>>;
  /** Commands and their files. */
  readonly bin: Readonly<Record<string, string>>;
  /** Packages, which get the versions of the project's `package.json`. */
  readonly dependencies: readonly string[];
  /** Packages that only parts of it need; users install them. */
  readonly optionalPeers: readonly string[];
  /** Entries that can't be loaded without some of those: the entry, and all packages that it needs. */
  readonly needing: Readonly<Record<string, readonly string[]>>;
}
