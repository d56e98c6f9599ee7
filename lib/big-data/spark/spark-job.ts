/**
 * Runs `als.py` on Spark as a child process, with progress and a clean stop.
 *
 * The script runs in a process group of its own with the JVM that it starts. To stop it, the group is asked to end,
 * and killed if it doesn't; should this process be killed instead, the script notices that its input has ended. On a
 * cluster, Spark then ends the executors of the job.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from '../../core/errors';

/** The programs that Spark needs. */
export interface SparkPrograms {
  /** A Python that has PySpark. */
  readonly python: string;
  /** A Java that this version of Spark supports: `/usr/lib/jvm/java-17-openjdk-amd64/bin/java`. */
  readonly java: string;
}

/** Where a job runs. */
export interface SparkCluster {
  /** `local[2]` (two threads of this machine), `spark://HOST:PORT`, or another master that Spark knows. */
  readonly master: string;
  /** Memory of the JVM that does the work, as Spark writes it: `2g`. On a cluster: of each executor. */
  readonly memory: string;
  /** More settings of Spark, which win over ours: `{ 'spark.executor.cores': '4' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How far a job is. */
export interface SparkProgress {
  readonly phase: 'reading' | 'training' | 'saving';
  /** Finished rounds of `rounds`. */
  readonly round: number;
  readonly rounds: number;
  /** Spark's number of the current stage, and how many of its tasks are done. */
  readonly stage: number;
  readonly tasksDone: number;
  readonly tasks: number;
}

/** What a job needs. */
export interface SparkJob {
  readonly programs: SparkPrograms;
  readonly cluster: SparkCluster;
  /** The command line of `als.py`. */
  readonly args: readonly string[];
  /** Spark's temporary files on this machine go here. The caller removes it. */
  readonly scratch: string;
  readonly onProgress?: (progress: SparkProgress) => void;
  readonly signal?: AbortSignal;
}

/** A job that failed, with Spark's own words. */
export class SparkError extends LabError {
  constructor(message: string) {
    super('SPARK', message);
  }
}

const SCRIPT = path.join(__dirname, 'als.py');
/**
 * How a table was made is sent to each task as a nested object, twice as deep as there are rounds since a checkpoint.
 * In Java's own stack of 1 MB, ten rounds can be too many.
 */
const STACK = '-Xss16m';
/** Milliseconds that Spark has to remove its temporary files. */
const GRACE = 10_000;
/** Characters of Spark's log that are kept. */
const LOG = 100_000;

/** Runs the job to its end. @throws SparkError if it fails; the signal's reason after an abort */
export async function runSparkJob(job: SparkJob): Promise<void> {
  const { programs, args, scratch, onProgress, signal } = job;
  signal?.throwIfAborted();
  const child = spawn(programs.python, [SCRIPT, '--until-stdin-ends', ...args], {
    cwd: scratch,
    env: sparkEnvironment(job),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG);
  });
  child.once('error', (error) => {
    log += error.message;
  });
  child.stdin.on('error', () => {}); // it could not be started
  // Closed once the JVM, which writes to the same pipes, has ended too.
  const closed = once(child, 'close').catch(() => [127]);
  const send = (name: NodeJS.Signals) => killGroup(child.pid, name);
  let late: NodeJS.Timeout | undefined;
  const stop = () => {
    send('SIGTERM');
    late = setTimeout(() => send('SIGKILL'), GRACE);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const progress = progressIn(line);
      if (progress) onProgress?.(progress);
    }
    const [code] = await closed;
    signal?.throwIfAborted();
    if (code !== 0) throw new SparkError(failure(job, log));
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(late);
    if (child.exitCode === null && child.signalCode === null) send('SIGKILL'); // a callback has thrown
  }
}

/** Ends a process group; on Windows, which has none, the process: the JVM then sees that its input has ended. */
function killGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    // It has ended by itself.
  }
}

function progressIn(line: string): SparkProgress | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as SparkProgress) : undefined;
  } catch {
    return undefined; // not ours
  }
}

/** The environment of the script: its Java, its settings, and only this machine where that is enough. */
export function sparkEnvironment({
  programs,
  cluster,
  scratch,
}: Pick<SparkJob, 'programs' | 'cluster' | 'scratch'>): NodeJS.ProcessEnv {
  const { master, memory, settings } = cluster;
  const isLocal = master.startsWith('local');
  const isHere = isLocal || /^spark:\/\/(127\.0\.0\.1|localhost):\d+$/.test(master);
  const all = {
    'spark.master': master,
    [isLocal ? 'spark.driver.memory' : 'spark.executor.memory']: memory,
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.local.dir': scratch,
    'spark.driver.extraJavaOptions': STACK,
    'spark.executor.extraJavaOptions': STACK,
    ...(isHere && { 'spark.driver.host': '127.0.0.1', 'spark.driver.bindAddress': '127.0.0.1' }),
    ...settings,
  };
  const submit = Object.entries(all).flatMap(([name, value]) => ['--conf', `${name}=${value}`]);
  const { SPARK_HOME: _ofAnotherVersion, ...env } = process.env;
  return {
    ...env,
    JAVA_HOME: path.dirname(path.dirname(programs.java)),
    ...(isHere && { SPARK_LOCAL_IP: '127.0.0.1' }),
    PYSPARK_SUBMIT_ARGS: [...submit, 'pyspark-shell'].map(quoted).join(' '),
  };
}

/** A word of a shell's command line. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** What went wrong, and what helps. */
function failure({ cluster: { master, memory } }: SparkJob, log: string): string {
  if (/OutOfMemoryError|exit code 52|exitCode 52/.test(log)) {
    return `Spark: ${memory} of memory is not enough; give it more (--memory), or divide the work (--partitions)`;
  }
  if (/All masters are unresponsive|Could not parse Master URL|Failed to connect to master/i.test(log)) {
    return `Spark: the master can't be used or reached, got ${master}`;
  }
  if (/No space left on device/.test(log)) return 'Spark: no space left on the disk';
  const lines = log
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at |^\d\d\/.* (WARN|INFO) /.test(line));
  return `Spark failed:\n${lines.slice(-6).join('\n')}`;
}
