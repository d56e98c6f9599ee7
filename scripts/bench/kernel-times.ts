/**
 * `npm run bench -- --kernel`: how soon the kernel is ready and answers, beside ipykernel, which comes with
 * JupyterLab; what 20 restarts leave behind; how its memory grows over 5,000 cells.
 */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { venvPython } from '../setup/context';
import { kernelArgv } from '../setup/kernelspec';
import { lastLines, runCommand } from '../setup/run-command';
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

/** Milliseconds of one start: until ready, until the first cell's reply, a trivial cell's median, the imports. */
interface Start {
  readonly ready: number;
  readonly first: number;
  readonly cell: number;
  /** The same 300 cells later. */
  readonly warm: number;
}

/** What `kernel-side.py` measured. */
export interface KernelTimes {
  readonly pairs: readonly { readonly ours: Start & { imports: number }; readonly ipykernel: Start }[];
  readonly restarts: { readonly started: number; readonly processes: number; readonly ports: number };
  /** Resident memory after each tenth of the cells, MB of 2^20 bytes. */
  readonly soak: readonly number[];
}

/** One quantity. */
export interface KernelRow {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'left';
  /** The median over the starts. */
  readonly ours: number;
  readonly ipykernel?: number;
  /** ours / ipykernel, pair by pair, as neighbors in time share what else the machine does. */
  readonly ratio?: Ratio;
  /** The target; undefined if there is none. */
  readonly wanted?: string;
  readonly met?: boolean;
}

/** Measures; takes some minutes. @throws LabError if JupyterLab isn't installed or a kernel crashes */
export async function kernelTimes(
  repeat: number | undefined,
  note: (line: string) => void,
): Promise<KernelRow[]> {
  const python = venvPython(path.join(ROOT, '.venv'), process.platform);
  if (!existsSync(python)) throw new LabError('BENCH', 'JupyterLab is not set up. Run: npm run setup');
  const command = {
    ours: kernelArgv({ node: process.execPath, root: ROOT }),
    cwd: path.join(ROOT, 'notebooks'),
    pairs: repeat ?? PAIRS,
    cells: CELLS,
    imports: IMPORTS,
    restarts: RESTARTS,
    soak: SOAK,
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
export function kernelRows({ pairs, restarts, soak }: KernelTimes): KernelRow[] {
  const both = (what: string, of: (start: Start) => number) => {
    const ratios = pairs.map(({ ours, ipykernel }) => of(ours) / of(ipykernel));
    return {
      what,
      unit: 'ms',
      ours: median(pairs.map(({ ours }) => of(ours))),
      ipykernel: median(pairs.map(({ ipykernel }) => of(ipykernel))),
      ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    } as const;
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
  const notSlower = (row: ReturnType<typeof both>): KernelRow => ({
    ...row,
    wanted: 'not slower than ipykernel',
    met: row.ratio.median <= 1,
  });
  const imports = median(pairs.map(({ ours }) => ours.imports));
  const [middle, end] = [soak[Math.floor(soak.length / 2) - 1]!, soak.at(-1)!];
  return [
    below(
      2000,
      both('ready', ({ ready }) => ready),
    ),
    both('first cell, from the start', ({ first }) => first),
    notSlower(both('a trivial cell, median of the first 60', ({ cell }) => cell)),
    notSlower(both('a trivial cell, 300 cells later', ({ warm }) => warm)),
    below(3000, { what: 'first import of lib, TensorFlow and Danfo', unit: 'ms', ours: imports }),
    none(`processes after ${restarts.started - 1} restarts`, restarts.processes),
    none(`ports after ${restarts.started - 1} restarts`, restarts.ports),
    { what: `memory after ${SOAK / 10} cells`, unit: 'MB', ours: soak[0]! },
    { what: `memory after ${SOAK.toLocaleString('en')} cells`, unit: 'MB', ours: end },
    below(GROWTH, { what: 'growth over the last half of them', unit: 'MB', ours: end - middle }),
  ];
}

/** MB that 2,500 cells may add: about a tenth of what a kernel takes. */
const GROWTH = 30;

/** For a terminal. */
export function kernelTable(rows: readonly KernelRow[]): string {
  const number = (row: KernelRow, value: number) => value.toFixed(row.unit === 'ms' && value < 100 ? 1 : 0);
  const lines = rows.map((row) => [
    row.what,
    `${number(row, row.ours)} ${row.unit}`,
    row.ipykernel === undefined ? '' : `${number(row, row.ipykernel)} ${row.unit}`,
    row.ratio
      ? `${row.ratio.median.toFixed(2)} (${row.ratio.min.toFixed(2)}–${row.ratio.max.toFixed(2)})`
      : '',
    row.wanted === undefined ? '' : `${row.met ? '✓' : '✗'} ${row.wanted}`,
  ]);
  const all = [['', 'ours', 'ipykernel', 'ours / ipykernel', ''], ...lines];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) =>
      line
        .map((text, column) =>
          column === 0 || column === 4 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
