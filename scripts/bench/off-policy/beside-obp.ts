/** The same estimates by ours and by obp (NumPy), on the same log: do they agree, and how long does each take? */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { TYPESCRIPT } from '../../cli/node-arguments';
import { NoEnvironmentError } from '../../python/cached-python';
import { remove } from '../../setup/atomic';
import { onStop } from '../../setup/cleanup';
import { lastLines, runCommand } from '../../setup/run-command';
import { median } from '../ratios';
import { OBP, obpPython } from '../surprise-environment';
import { LARGE_LOG_ACTIONS, randomColumns } from './large-log';

/** Times of one side, in seconds of processor time of all its threads; the log is in memory. */
interface Times {
  /** Seven values, the first time in a process; ours with weights, standard errors, normal intervals, and warnings. */
  readonly firstSeconds: number;
  /** The same again in that process, which for us means that the loops are compiled. */
  readonly againSeconds: number;
  /** Seven intervals by bootstrap, the values included. */
  readonly intervalSeconds: number;
}

/** Both sides; medians. */
export interface BesideObp {
  readonly rounds: number;
  readonly samples: number;
  readonly ours: Times;
  readonly obp: Times;
  /** The largest relative difference of a value. */
  readonly difference: number;
}

/** Draws of the bootstrap: what obp takes by default. */
const SAMPLES = 100;
/** Each side is measured so often, in turn, in a process of its own. */
const TURNS = 5;

/** Undefined, after a note, where obp can't be installed. */
export async function besideObp(
  rounds: number,
  note: (line: string) => void,
): Promise<BesideObp | undefined> {
  let python: string;
  try {
    python = await obpPython({ env: process.env, note });
  } catch (error) {
    if (!(error instanceof NoEnvironmentError)) throw error;
    note(`${OBP} could not be installed: ${error.message}\nOnly our numbers follow.`);
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-obp-'));
  const tidy = () => remove(folder);
  const forget = onStop(tidy);
  try {
    writeLog(folder, rounds);
    const args = [folder, ...[rounds, LARGE_LOG_ACTIONS, SAMPLES].map(String)];
    const sideOf = (program: string, before: readonly string[], script: string) =>
      run(program, [...before, path.join(__dirname, script), ...args]);
    const turns: { readonly ours: Side; readonly obp: Side }[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      note(`${OBP}, turn ${turn + 1} of ${TURNS}`);
      const ours = await sideOf(process.execPath, TYPESCRIPT, 'our-side.ts');
      turns.push({ ours, obp: await sideOf(python, [], 'obp-side.py') });
    }
    return { rounds, samples: SAMPLES, ...summaryOf(turns) };
  } finally {
    forget();
    tidy();
  }
}

/** What a side prints. */
interface Side {
  readonly values: Readonly<Record<string, number>>;
  readonly firstSeconds: number;
  readonly againSeconds: readonly number[];
  readonly intervalSeconds: number;
}

function summaryOf(turns: readonly { readonly ours: Side; readonly obp: Side }[]) {
  const medians = (side: 'ours' | 'obp'): Times => ({
    firstSeconds: median(turns.map((turn) => turn[side].firstSeconds)),
    againSeconds: median(turns.flatMap((turn) => turn[side].againSeconds)),
    intervalSeconds: median(turns.map((turn) => turn[side].intervalSeconds)),
  });
  const [{ ours, obp }] = turns;
  const differences = Object.entries(ours.values).map(([name, value]) =>
    Math.abs(obp.values[name] / value - 1),
  );
  return { ours: medians('ours'), obp: medians('obp'), difference: Math.max(...differences) };
}

function writeLog(folder: string, rounds: number): void {
  const { columns, policy, rewards } = randomColumns(rounds);
  const { action, reward, propensity } = columns;
  for (const [name, values] of Object.entries({ action, reward, propensity, policy, rewards })) {
    writeFileSync(path.join(folder, name), values);
  }
}

async function run(program: string, args: readonly string[]): Promise<Side> {
  const { code, output } = await runCommand(program, args, { env: process.env, timeout: 600_000 });
  if (code !== 0) throw new LabError('OBP', `the bench beside ${OBP} failed:\n${lastLines(output, 4)}`);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Side;
}

export function besideObpWords({ rounds, samples, ours, obp, difference }: BesideObp): string {
  const row = (what: string, of: keyof Times) =>
    `| ${what} | ${ours[of].toFixed(3)} | ${obp[of].toFixed(3)} | ${(obp[of] / ours[of]).toFixed(1)} |`;
  return [
    `| seven estimates of ${rounds} rounds (ours with standard errors and warnings) | ours, s | ${OBP}, s | times faster |`,
    '|---|---:|---:|---:|',
    row('values, first time in a process', 'firstSeconds'),
    row('values, again', 'againSeconds'),
    row(`values with ${samples} draws of the bootstrap`, 'intervalSeconds'),
    '',
    `Processor time of all threads, medians of ${TURNS} processes of each side in turn, from the log in memory. The largest relative difference of a value is ${difference.toExponential(0)}. obp draws single rounds, ours draws 2,000 blocks of neighbors.`,
  ].join('\n');
}
