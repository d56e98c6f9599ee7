/** A standalone cluster of Spark on this machine: a master and workers, each a process group of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import type { SparkPrograms } from '../../lib/big-data/spark/spark-job';

/** Starts in half the time. */
export const QUICK_JAVA = '-Xss16m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
/** On a busy machine, a JVM has taken a minute to start. */
const PATIENCE = 120_000;

interface Daemon {
  readonly child: ChildProcess;
  log: string;
}

export class SparkTestCluster {
  private readonly daemons: Daemon[] = [];
  /** `spark://127.0.0.1:7077` */
  address = '';

  constructor(
    private readonly programs: SparkPrograms,
    private readonly dir: string,
  ) {}

  /** Starts the master and waits until it listens. The workers come while the job starts. */
  async start(workers: number): Promise<void> {
    const master = this.daemon('master.Master', ['--port', '0']);
    const found = /Starting Spark master at (spark:\/\/127\.0\.0\.1:\d+)/;
    for (const since = Date.now(); !found.test(master.log); ) {
      if (master.child.exitCode !== null || Date.now() - since > PATIENCE)
        throw new Error(`the master has not started:\n${master.log}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    this.address = found.exec(master.log)![1]!;
    for (let n = 0; n < workers; n++) {
      const work = path.join(this.dir, `worker-${n}`);
      mkdirSync(work);
      this.daemon('worker.Worker', ['--cores', '1', '--memory', '1g', '--work-dir', work, this.address]);
    }
  }

  /** `kill -9` of a worker with its executor. */
  killWorker(): void {
    this.kill(this.daemons[1]!);
  }

  /** What the master has noted. */
  get masterLog(): string {
    return this.daemons[0]!.log;
  }

  stop(): void {
    for (const daemon of this.daemons) this.kill(daemon);
  }

  private kill({ child }: Daemon): void {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  private daemon(name: string, args: readonly string[]): Daemon {
    const lib = path.resolve(path.dirname(this.programs.python), '../lib');
    const python = readdirSync(lib).find((folder) => folder.startsWith('python'))!;
    const sparkClass = path.join(lib, python, 'site-packages/pyspark/bin/spark-class');
    const own = ['--host', '127.0.0.1', '--webui-port', '0', ...args];
    const child = spawn(sparkClass, [`org.apache.spark.deploy.${name}`, ...own], {
      detached: true,
      cwd: this.dir,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        JAVA_HOME: path.dirname(path.dirname(this.programs.java)),
        SPARK_LOCAL_IP: '127.0.0.1',
        SPARK_DAEMON_MEMORY: '256m',
        SPARK_DAEMON_JAVA_OPTS: QUICK_JAVA,
      },
    });
    const daemon: Daemon = { child, log: '' };
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      daemon.log += text;
    });
    this.daemons.push(daemon);
    return daemon;
  }
}
