/**
 * `npm run bench -- --kernel`: how soon the kernel is ready and answers, and how long cells take in a long session,
 * beside ipykernel, which comes with JupyterLab, stock tslab and Deno; what 20 restarts leave behind; and with `--full`,
 * how its memory grows over 5,000 cells.
 */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { venvPython } from '../setup/context';
import { kernelArgv } from '../setup/kernelspec';
import { lastLines, runCommand } from '../setup/run-command';
import { otherKernels } from './other-kernels';
import { median, type Ratio } from './ratios';
import { RESULT_MARK } from './side-result';

const ROOT = path.join(__dirname, '..', '..');
/** Trivial cells of a start; the first and the last 60 are measured. */
const CELLS = 360;
const RESTARTS = 20;
const SOAK = 5000;
const PAIRS = 5;
/** Milliseconds for all of it on a slow machine. */
const TIMEOUT = 30 * 60_000;
/** What a notebook imports at its top: TensorFlow, Danfo, data and a model of ours. */
const IMPORTS = `import * as tf from '@tensorflow/tfjs-node';
import * as dfd from 'danfojs-node';
import { toFrame } from '../lib/data/danfo';
import { loadMovieLens100K } from '../lib/data/data';
import { SVD } from '../lib/models/factors/svd';`;

/** The number of cells in a long session, and which of them are timed. */
const LONG = 1000;
const AT = [10, 100, 500, 1000];

/** Milliseconds of one start: until ready, until the first cell's reply, a trivial cell's median. */
interface Start {
  readonly ready: number;
  readonly first: number;
  readonly cell: number;
  /** The same 300 cells later. */
  readonly warm: number;
}

/** Of tslab or Deno: the first cell's time is missing if it had to be sent again. */
type OtherStart = Omit<Start, 'first'> & Partial<Pick<Start, 'first'>>;

/** A session of {@link LONG} cells: milliseconds of the cells {@link AT}, of a completion halfway; MB at its end. */
interface LongSession {
  readonly cells: readonly number[];
  readonly completion: number;
  readonly memory: number;
}

/** By kernel; one that couldn't be installed is missing. */
type ByKernel<T, Ours = T, Other = T> = {
  readonly ours: Ours;
  readonly ipykernel: T;
  readonly tslab?: Other;
  readonly deno?: Other;
};

/** What `kernel-side.py` measured. */
export interface KernelTimes {
  readonly pairs: readonly ByKernel<Start, Start & { readonly imports: number }, OtherStart>[];
  readonly long: ByKernel<LongSession>;
  readonly restarts: { readonly started: number; readonly processes: number; readonly ports: number };
  /** Resident memory after each tenth of the cells, MB of 2^20 bytes; only if asked for. */
  readonly soak?: readonly number[];
}

/** One quantity. */
export interface KernelRow {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'left';
  /** The median over the starts. */
  readonly ours: number;
  readonly ipykernel?: number;
  readonly tslab?: number;
  readonly deno?: number;
  /** ours / ipykernel, pair by pair, as neighbors in time share what else the machine does. */
  readonly ratio?: Ratio;
  /** The target; undefined if there is none. */
  readonly wanted?: string;
  readonly met?: boolean;
}

/** What to measure. */
export interface KernelOptions {
  /** Starts of each kernel. */
  readonly repeat: number | undefined;
  /** Also run 5,000 cells and watch the memory. */
  readonly soak: boolean;
  readonly note: (line: string) => void;
}

/** Measures; takes some minutes. @throws LabError if JupyterLab isn't installed or our kernel or ipykernel fails */
export async function kernelTimes({ repeat, soak, note }: KernelOptions): Promise<KernelRow[]> {
  const python = venvPython(path.join(ROOT, '.venv'), process.platform);
  if (!existsSync(python)) throw new LabError('BENCH', 'JupyterLab is not set up. Run: npm run setup');
  const command = {
    kernels: { ours: kernelArgv({ node: process.execPath, root: ROOT }), ...(await otherKernels(note)) },
    cwd: path.join(ROOT, 'notebooks'),
    pairs: repeat ?? PAIRS,
    cells: CELLS,
    imports: IMPORTS,
    long: LONG,
    at: AT,
    restarts: RESTARTS,
    soak: soak ? SOAK : 0,
  };
  const script = path.join(__dirname, 'kernel-side.py');
  let result: KernelTimes | undefined;
  const { code, output } = await runCommand(python, [script, JSON.stringify(command)], {
    cwd: ROOT,
    env: process.env,
    timeout: TIMEOUT,
    onLine: (line) => {
      if (line.startsWith(RESULT_MARK)) result = JSON.parse(line.slice(RESULT_MARK.length));
      else note(line);
    },
  });
  if (code !== 0 || !result) {
    throw new LabError('BENCH', `the kernel benchmark failed:\n${lastLines(output, 8)}`);
  }
  return kernelRows(result);
}

/** What was measured against what is wanted. */
export function kernelRows({ pairs, long, restarts, soak }: KernelTimes): KernelRow[] {
  const both = (what: string, of: keyof Start) => {
    const ratios = pairs.map(({ ours, ipykernel }) => ours[of] / ipykernel[of]);
    const other = (name: 'tslab' | 'deno') => {
      const times = pairs.flatMap((pair) => pair[name]?.[of] ?? []);
      return times.length > 0 ? { [name]: median(times) } : {};
    };
    return {
      what,
      unit: 'ms',
      ours: median(pairs.map(({ ours }) => ours[of])),
      ipykernel: median(pairs.map(({ ipykernel }) => ipykernel[of])),
      ...other('tslab'),
      ...other('deno'),
      ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    } as const;
  };
  const all = (what: string, unit: 'ms' | 'MB', of: (session: LongSession) => number): KernelRow => {
    const values = Object.entries(long).map(([name, session]) => [name, of(session)]);
    return { what, unit, ours: of(long.ours), ...Object.fromEntries(values) };
  };
  const below = (limit: number, row: KernelRow): KernelRow => ({
    ...row,
    wanted: `under ${limit.toLocaleString('en')} ${row.unit}`,
    met: row.ours < limit,
  });
  const none = (what: string, ours: number): KernelRow => ({
    what,
    unit: 'left',
    ours,
    wanted: 'none left',
    met: ours === 0,
  });
  const within = (times: number, wanted: string, row: ReturnType<typeof both>): KernelRow => ({
    ...row,
    wanted,
    met: row.ratio.median <= times,
  });
  const imports = median(pairs.map(({ ours }) => ours.imports));
  const inLong = AT.map((at, i) =>
    all(`cell ${at.toLocaleString('en')} of a session`, 'ms', ({ cells }) => cells[i]!),
  );
  const last = inLong.at(-1)!;
  return [
    below(2000, both('ready', 'ready')),
    within(2, 'at most 2 x ipykernel', both('first cell, from the start', 'first')),
    within(1, 'not slower than ipykernel', both('a trivial cell, median of the first 60', 'cell')),
    within(1, 'not slower than ipykernel', both('a trivial cell, 300 cells later', 'warm')),
    ...inLong.slice(0, -1),
    { ...last, wanted: `at most ${GROWN} x cell ${AT[0]}`, met: last.ours <= GROWN * inLong[0]!.ours },
    below(
      50,
      all(`a completion after ${LONG / 2} cells`, 'ms', ({ completion }) => completion),
    ),
    all(`memory after ${LONG.toLocaleString('en')} cells`, 'MB', ({ memory }) => memory),
    below(3000, { what: 'first import of lib, TensorFlow and Danfo', unit: 'ms', ours: imports }),
    none(`processes after ${restarts.started - 1} restarts`, restarts.processes),
    none(`ports after ${restarts.started - 1} restarts`, restarts.ports),
    ...(soak ? soakRows(soak) : []),
  ];

  function soakRows(memory: readonly number[]): KernelRow[] {
    const [middle, end] = [memory[Math.floor(memory.length / 2) - 1]!, memory.at(-1)!];
    return [
      { what: `memory after ${SOAK / 10} of many cells`, unit: 'MB', ours: memory[0]! },
      { what: `memory after ${SOAK.toLocaleString('en')} of them`, unit: 'MB', ours: end },
      below(GROWTH, { what: 'growth over the last half of them', unit: 'MB', ours: end - middle }),
    ];
  }
}

/** How much longer the last timed cell of a long session may take than the first. */
const GROWN = 1.3;
/** MB that 2,500 cells may add: about a tenth of what a kernel takes. */
const GROWTH = 30;

/** For a terminal. */
export function kernelTable(rows: readonly KernelRow[]): string {
  const number = ({ unit }: KernelRow, value: number | undefined) =>
    value === undefined ? '' : `${value.toFixed(unit === 'ms' && value < 100 ? 1 : 0)} ${unit}`;
  const lines = rows.map((row) => [
    row.what,
    number(row, row.ours),
    number(row, row.ipykernel),
    row.ratio
      ? `${row.ratio.median.toFixed(2)} (${row.ratio.min.toFixed(2)}–${row.ratio.max.toFixed(2)})`
      : '',
    number(row, row.tslab),
    number(row, row.deno),
    row.wanted === undefined ? '' : `${row.met ? '✓' : '✗'} ${row.wanted}`,
  ]);
  const all = [['', 'ours', 'ipykernel', 'ours / ipykernel', 'tslab', 'Deno', ''], ...lines];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  const last = widths.length - 1;
  const padded = (text: string, column: number) =>
    column === 0 || column === last ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return all.map((line) => line.map(padded).join('  ').trimEnd()).join('\n');
}
