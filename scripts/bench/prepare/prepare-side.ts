/**
 * Prepares a file of ratings, reads the result as a table, and fits a simple model, in a process of its own:
 * `prepare-side.ts <file> <folder>`. Started by the bench only.
 */
import { prepareRatings } from '../../../lib/big-data/prepare/prepare-ratings';
import { readPrepared } from '../../../lib/big-data/prepare/read-prepared';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { peakBytes } from '../process-memory';
import { RESULT_MARK } from '../side-result';

/** What is reported to the bench. */
export interface PrepareSide {
  /** Ratings in the table. */
  readonly ratings: number;
  readonly prepareSeconds: number;
  readonly readSeconds: number;
  readonly fitSeconds: number;
  /** Of all cores, until there is a table. */
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
}

async function main(from: string, into: string): Promise<PrepareSide> {
  const start = performance.now();
  const since = (time: number) => (performance.now() - time) / 1000;
  await prepareRatings({ from, into });
  const prepareSeconds = since(start);
  const read = performance.now();
  const table = await readPrepared(into);
  const readSeconds = since(read);
  const { user, system } = process.cpuUsage();
  const fit = performance.now();
  await new BaselineOnly().fit(table);
  const fitSeconds = since(fit);
  return {
    ratings: table.length,
    prepareSeconds,
    readSeconds,
    fitSeconds,
    processorSeconds: (user + system) / 1e6,
    peakMegabytes: peakBytes() / 1e6,
  };
}

main(process.argv[2]!, process.argv[3]!).then((result) =>
  process.stdout.write(`${RESULT_MARK}${JSON.stringify(result)}\n`),
);
