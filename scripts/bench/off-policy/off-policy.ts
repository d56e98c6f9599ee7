/** What `npm run bench -- --off-policy` prints. */
import { type BesideObp, besideObp, besideObpWords } from './beside-obp';
import { type CoverageRow, coverageTable, offPolicyCoverage } from './coverage';
import { type LargeLogRow, largeLogTable, largeLogTimes } from './large-log-times';

const SIZES = [500, 5000];
const SAMPLES = 200;
const LARGE = 1_000_000;

/** What was measured. */
export interface OffPolicyBench {
  readonly coverage: readonly CoverageRow[];
  readonly times: readonly LargeLogRow[];
  /** Undefined where obp can't be installed. */
  readonly obp: BesideObp | undefined;
}

/** The coverage of intervals in `runs` simulated logs of each size, and the times of a million rounds. */
export async function offPolicyBench(runs: number, note: (line: string) => void): Promise<OffPolicyBench> {
  note('a log of a million rounds');
  const times = largeLogTimes(LARGE);
  const obp = await besideObp(LARGE, note);
  const coverage = SIZES.flatMap((rounds) =>
    offPolicyCoverage({ rounds, runs, samples: SAMPLES }, (run) => {
      if ((run + 1) % 100 === 0) note(`${run + 1} of ${runs} logs of ${rounds} rounds`);
    }),
  );
  return { coverage, times, obp };
}

export function offPolicyTable({ coverage, times, obp }: OffPolicyBench): string {
  const parts = [coverageTable(coverage), largeLogTable(times)];
  return (obp ? [...parts, besideObpWords(obp)] : parts).join('\n\n');
}
