/**
 * `npm run bench`: measures our time, memory and accuracy against Surprise's on this machine.
 * Progress goes to stderr, the table (or with --json one array of rows) to stdout.
 */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import * as path from 'node:path';
import { readArguments, USAGE } from './bench/arguments';
import type { Case } from './bench/case';
import { CASES, programOf } from './bench/cases';
import { catalog, catalogTable } from './bench/catalog';
import { type BenchRow, compare } from './bench/comparison';
import { experimentLoad, experimentTable } from './bench/experiment-load';
import { errorRates, errorRatesTable } from './bench/experiments/error-rates';
import { indexTable, indexTimes } from './bench/index-times';
import { kernelTable, kernelTimes } from './bench/kernel-times';
import { offPolicyBench, offPolicyTable } from './bench/off-policy/off-policy';
import { prepareTable, prepareTimes } from './bench/prepare/prepare-times';
import { RowsFiles } from './bench/rows-files';
import { SideError } from './bench/run-side';
import { loadTable, serviceLoad } from './bench/service-load';
import { streamTable, streamTimes } from './bench/stream/stream-times';
import {
  IMPLICIT,
  implicitPython,
  KERAS,
  kerasPython,
  MYFM,
  myfmPython,
  PYTORCH,
  pytorchPython,
  SURPRISE,
  surprisePython,
} from './bench/surprise-environment';
import { tableOf } from './bench/tables';
import { note, runCommand } from './cli/command-line';
import { NoEnvironmentError } from './python/cached-python';
import { defaultModelDirs } from './serve/default-model';
import { remove } from './setup/atomic';
import { onStop, stopOnSignals } from './setup/cleanup';

async function run(args: string[]): Promise<number> {
  const {
    only,
    repeat,
    full,
    service,
    experiment,
    items,
    kernel,
    index,
    prepareRows,
    streamEvents,
    kafka,
    experimentRuns,
    offPolicyRuns,
    form,
  } = readArguments(args);
  if (experiment) {
    warnIfBusy();
    const rows = await experimentLoad(note);
    process.stdout.write(
      `${form === 'json' ? JSON.stringify(rows.map(({ times, ...row }) => ({ ...row, steady: times.length }))) : experimentTable(rows)}\n`,
    );
    return 0;
  }
  if (items > 0) {
    warnIfBusy();
    const row = await catalog(items, note);
    process.stdout.write(`${form === 'json' ? JSON.stringify([row]) : catalogTable(row)}\n`);
    return 0;
  }
  if (service) {
    const rows = await serviceLoad(note);
    process.stdout.write(`${form === 'json' ? JSON.stringify(rows) : loadTable(rows)}\n`);
    return 0;
  }
  if (experimentRuns > 0) {
    const rates = errorRates({ runs: experimentRuns, users: 1000 }, (run) => {
      if ((run + 1) % 100 === 0) note(`${run + 1} of ${experimentRuns} runs`);
    });
    process.stdout.write(`${form === 'json' ? JSON.stringify(rates) : errorRatesTable(rates)}\n`);
    return 0;
  }
  if (offPolicyRuns > 0) {
    warnIfBusy();
    const measured = await offPolicyBench(offPolicyRuns, note);
    const rows = [...measured.coverage, ...measured.times, ...(measured.obp ? [measured.obp] : [])];
    process.stdout.write(`${form === 'json' ? JSON.stringify(rows) : offPolicyTable(measured)}\n`);
    return 0;
  }
  if (streamEvents > 0) {
    warnIfBusy();
    const { lists: modelDir } = await defaultModelDirs({ note });
    const service = { modelDir, perSecond: 1000, seconds: 60 };
    const times = await streamTimes({ kafka, events: streamEvents, service, note });
    const rows = [...times.logs, ...times.effects];
    process.stdout.write(`${form === 'json' ? JSON.stringify(rows) : streamTable(times)}\n`);
    return 0;
  }
  if (kernel) {
    warnIfBusy();
    const rows = await kernelTimes({ repeat, soak: full, note });
    process.stdout.write(`${form === 'json' ? JSON.stringify(rows) : kernelTable(rows)}\n`);
    return 0;
  }
  if (prepareRows > 0) {
    warnIfBusy();
    const row = await prepareTimes(prepareRows, note);
    process.stdout.write(`${form === 'json' ? JSON.stringify([row]) : prepareTable(row)}\n`);
    return 0;
  }
  if (index) {
    warnIfBusy();
    const rows = await indexTimes(full ? 1_000_000 : 200_000, note);
    process.stdout.write(`${form === 'json' ? JSON.stringify(rows) : indexTable(rows)}\n`);
    return 0;
  }
  const cases = CASES.filter(({ group, label, slowOurs }) => {
    if (!only.includes(group)) return false;
    if (slowOurs && !full) note(`${label}: takes two minutes; use --full to include it`);
    return full || !slowOurs;
  });
  const pythons = await pythonsFor(cases);
  warnIfBusy();
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-bench-'));
  const tidy = () => remove(folder);
  const forget = onStop(tidy);
  const files = new RowsFiles(folder, note);
  const rows: BenchRow[] = [];
  const started = performance.now();
  try {
    for (const the of cases) {
      const row = await measured(the, { files, repeat, python: theirs(the, pythons, full) });
      if (row) rows.push(row);
    }
  } finally {
    forget();
    tidy();
  }
  if (form === 'json') process.stdout.write(`${JSON.stringify(rows)}\n`);
  else process.stdout.write(`${tableOf(rows)}\n${closing(pythons, started)}\n`);
  return rows.length < cases.length ? 1 : 0;
}

interface Means {
  readonly files: RowsFiles;
  readonly repeat: number | undefined;
  readonly python: string | undefined;
}

/** The row of a case. A crash is reported, and the other cases continue. */
async function measured(the: Case, { files, repeat, python }: Means): Promise<BenchRow | undefined> {
  try {
    const { file, train, test } = await files.of(the.rows);
    const pairs = repeat ?? the.pairs ?? 3;
    return await compare(the, { rows: file, trainRows: train, testRows: test, pairs, python, note });
  } catch (error) {
    if (!(error instanceof SideError)) throw error;
    note(`${the.label}: ${error.message}`);
    return undefined;
  }
}

/** Interpreters by what is installed in their environments; undefined where it can't be. */
interface Pythons {
  readonly surprise?: string;
  readonly implicit?: string;
  readonly myfm?: string;
  readonly keras?: string;
  readonly pytorch?: string;
}

/** The interpreter for a case; undefined where theirs is left out. */
function theirs(
  the: Case,
  { surprise, implicit, myfm, keras, pytorch }: Pythons,
  full: boolean,
): string | undefined {
  if (!the.theirs) return undefined;
  // NumPy is there with Surprise.
  const networks = { Keras: keras, PyTorch: pytorch };
  const pythons = { Surprise: surprise, NumPy: surprise, implicit, myFM: myfm, ...networks };
  const python = pythons[programOf(the.theirs)];
  if (!python) return undefined;
  if (!the.slowTheirs || full) return python;
  note(`${the.label}: ours only; use --full to run Surprise too, which takes minutes`);
  return undefined;
}

/** Installs what the cases are compared with. */
async function pythonsFor(cases: readonly Case[]): Promise<Pythons> {
  const wanted = new Set(cases.flatMap((the) => (the.theirs ? [programOf(the.theirs)] : [])));
  return {
    surprise:
      wanted.has('Surprise') || wanted.has('NumPy') ? await orNot(SURPRISE, surprisePython) : undefined,
    implicit: wanted.has('implicit') ? await orNot(IMPLICIT, implicitPython) : undefined,
    myfm: wanted.has('myFM') ? await orNot(MYFM, myfmPython) : undefined,
    keras: wanted.has('Keras') ? await orNot(KERAS, kerasPython) : undefined,
    pytorch: wanted.has('PyTorch') ? await orNot(PYTORCH, pytorchPython) : undefined,
  };
}

async function orNot(name: string, python: typeof surprisePython): Promise<string | undefined> {
  try {
    return await python({ env: process.env, note });
  } catch (error) {
    if (!(error instanceof NoEnvironmentError)) throw error;
    note(`${name} could not be installed: ${error.message}\nOnly our times follow.`);
    return undefined;
  }
}

function warnIfBusy(): void {
  const [load] = loadavg();
  if (load > availableParallelism() / 2) {
    note(`This machine is busy (load ${load.toFixed(1)}): times are inflated and ratios less certain.`);
  }
}

function closing({ surprise, implicit, myfm, keras, pytorch }: Pythons, started: number): string {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const there = [
    surprise ? [SURPRISE] : [],
    implicit ? [IMPLICIT] : [],
    myfm ? [MYFM] : [],
    keras ? [KERAS] : [],
    pytorch ? [PYTORCH] : [],
  ].flat();
  const how =
    there.length > 0
      ? `theirs: ${there.join(', ')}. Medians over runs in turn, each in a fresh process: start (imports, TensorFlow), warm-up on 2,000 rows, load, fit, test (predictions of the test rows, or the top 10 of all users, the median of five times); compared is what the target names, else fit and test. Memory with – is larger only by what the process starts with: TensorFlow alone takes 330 MB.`
      : 'There is nothing to compare with (see above): our times alone.';
  return `\n${how} ${availableParallelism()} cores, ${seconds} s in all.`;
}

stopOnSignals(() => note('\nStopped.'));
runCommand({ usage: USAGE, run });
