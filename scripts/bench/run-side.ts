/** Starts a measured process, waits for it, and reads its result. */
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { TYPESCRIPT } from '../cli/node-arguments';
import { lastLines, runCommand } from '../setup/run-command';
import type { Theirs } from './case';
import type { OurWork } from './our-side';
import { RESULT_MARK, type Refusal, type SideJob, type SideResult } from './side-result';

const ROOT = path.join(__dirname, '..', '..');
/** Enough for 10 million ratings on a slow machine. */
const TIMEOUT = 60 * 60_000;
/** Seconds after which a running process is mentioned, and how often then. */
const SLOW = 2;
const AGAIN = 10;

/** A measured process broke down: not a refusal. */
export class SideError extends LabError {
  constructor(what: string, output: string) {
    super('BENCH', `${what} broke down:\n${lastLines(output, 8)}`);
  }
}

/** What both starters need. */
export interface SideOptions {
  readonly job: Omit<SideJob, 'startedAt'>;
  /** For progress: `SVD, pair 2 of 3: ours`. */
  readonly what: string;
  readonly note: (line: string) => void;
}

/** Ours in a fresh Node. @throws SideError */
export function runOurs(work: OurWork, options: SideOptions): Promise<SideResult | Refusal> {
  const script = path.join(__dirname, 'our-side.ts');
  // What is garbage before the fit doesn't count.
  return run(process.execPath, ['--expose-gc', ...TYPESCRIPT, script], work, options);
}

/** Theirs in a fresh Python. @throws SideError */
export async function runTheirs(python: string, work: Theirs, options: SideOptions): Promise<SideResult> {
  const script = scriptOf(work);
  // -B: no compiled files beside the sources.
  return (await run(python, ['-B', path.join(__dirname, script)], work, options)) as SideResult;
}

function scriptOf(work: Theirs): string {
  if ('ranker' in work) return 'ranking-side.py';
  if ('network' in work && work.library === 'PyTorch') return 'torch-side.py';
  if ('network' in work) return work.network === 'NeuMF' ? 'neumf-side.py' : 'keras-side.py';
  return 'sampler' in work ? 'myfm-side.py' : 'surprise-side.py';
}

async function run(
  program: string,
  args: readonly string[],
  work: OurWork | Theirs,
  { job, what, note }: SideOptions,
): Promise<SideResult | Refusal> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let noted = SLOW - AGAIN;
  const timer = setInterval(() => {
    if (seconds() < noted + AGAIN) return;
    noted = seconds();
    note(`  … ${what}, ${noted} s`);
  }, 500);
  const startedAt = Date.now();
  const text = JSON.stringify({ ...job, ...work, startedAt } satisfies SideJob);
  const { code, output } = await runCommand(program, [...args, text], {
    cwd: ROOT,
    // Rounding of threads' sums aside, both sides may use all cores; TensorFlow is to be quiet.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
    timeout: TIMEOUT,
  }).finally(() => clearInterval(timer));
  const line = output.split('\n').find((text) => text.startsWith(RESULT_MARK));
  if (code !== 0 || !line) throw new SideError(what, output);
  return JSON.parse(line.slice(RESULT_MARK.length)) as SideResult | Refusal;
}
