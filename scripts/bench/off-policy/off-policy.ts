/** What `npm run bench -- --off-policy` prints. */
import { type CoverageRow, coverageTable, offPolicyCoverage } from './coverage';
import { type LargeLogRow, largeLogTable, largeLogTimes } from './million';

const SIZES = [500, 5000];
const SAMPLES = 200;
const LARGE = 1_000_000;

/** The coverage of intervals in `runs` simulated logs of each size, and the times of a million rounds. */
export function offPolicyBench(
  runs: number,
  note: (line: string) => void,
): { readonly coverage: CoverageRow[]; readonly times: LargeLogRow[] } {
  note('a log of a million rounds');
  const times = largeLogTimes(LARGE);
  const coverage = SIZES.flatMap((rounds) =>
    offPolicyCoverage({ rounds, runs, samples: SAMPLES }, (run) => {
      if ((run + 1) % 100 === 0) note(`${run + 1} of ${runs} logs of ${rounds} rounds`);
    }),
  );
  return { coverage, times };
}

export function offPolicyTable({ coverage, times }: ReturnType<typeof offPolicyBench>): string {
  return `${coverageTable(coverage)}\n\n${largeLogTable(times)}`;
}
