/** How long it takes from a file of ratings to a table that a model has learned from, and in how much memory. */
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { generateFile } from '../../../lib/big-data/generate/generate-file';
import { TYPESCRIPT } from '../../cli/node-arguments';
import { withTempFolder } from '../../setup/atomic';
import { runCommand } from '../../setup/run-command';
import { SideError } from '../run-side';
import { RESULT_MARK } from '../side-result';
import type { PrepareSide } from './prepare-side';

const ROOT = path.join(__dirname, '..', '..', '..');
const TIMEOUT = 60 * 60_000;
/** What is wanted of 25 million ratings on two cores. */
const [SECONDS, MEGABYTES, RATINGS] = [60, 2000, 25_000_000];

export interface PrepareRow extends PrepareSide {
  readonly rows: number;
  readonly fileMegabytes: number;
}

/** @throws SideError if the measured process breaks down */
export async function prepareTimes(rows: number, note: (text: string) => void): Promise<PrepareRow> {
  return withTempFolder(path.join(tmpdir(), 'recommender-lab-bench'), async (folder) => {
    const file = path.join(folder, 'ratings.csv');
    note(`making up ${rows.toLocaleString('en')} ratings`);
    await generateFile({ layout: 'movielens', rows, to: file });
    note('preparing them');
    const args = [
      ...TYPESCRIPT,
      path.join(__dirname, 'prepare-side.ts'),
      file,
      path.join(folder, 'prepared'),
    ];
    const { code, output } = await runCommand(process.execPath, args, { cwd: ROOT, timeout: TIMEOUT });
    const line = output.split('\n').find((text) => text.startsWith(RESULT_MARK));
    if (code !== 0 || !line) throw new SideError('the preparation', output);
    const side = JSON.parse(line.slice(RESULT_MARK.length)) as PrepareSide;
    return { ...side, rows, fileMegabytes: statSync(file).size / 1e6 };
  });
}

/** In text form. */
export function prepareTable(row: PrepareRow): string {
  const { rows, fileMegabytes, ratings, prepareSeconds, readSeconds, fitSeconds } = row;
  const all = prepareSeconds + readSeconds;
  const steps = `${prepareSeconds.toFixed(1)} s to prepare (newest rating of each pair, ids numbered, Parquet), ${readSeconds.toFixed(1)} s to read the table; then ${fitSeconds.toFixed(1)} s to fit BaselineOnly on it`;
  const result = `${rows.toLocaleString('en')} lines of CSV (${fileMegabytes.toFixed(0)} MB), ${ratings.toLocaleString('en')} ratings: ${all.toFixed(1)} s until there is a table (${row.processorSeconds.toFixed(1)} s of processor time), ${row.peakMegabytes.toFixed(0)} MB at most\n${steps}`;
  if (rows < RATINGS) return result;
  const isMet = all < SECONDS && row.peakMegabytes < MEGABYTES;
  return `${result}\nWanted of 25 million on two cores: under ${SECONDS} s and ${MEGABYTES} MB: ${isMet ? 'met' : 'missed'}.`;
}
