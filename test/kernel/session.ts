/** A running kernel for a test, reached as a front end reaches it: over Jupyter's own client. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { kernelArgv } from '../../scripts/setup/kernelspec';

const ROOT = resolve(__dirname, '../..');
export const PYTHON =
  process.env.RECOMMENDER_LAB_PYTHON ??
  join(ROOT, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Not the user's own history; the same for all tests, as some of what is cached takes time to make. */
const CACHE = join(tmpdir(), 'recommender-lab-test-cache');

/** The command that starts a kernel, as a kernelspec has it. */
export const KERNEL: string[] = kernelArgv({ node: process.execPath, root: ROOT });
type Strictness = Parameters<typeof kernelArgv>[0]['strictness'];

/** So long a command of the driver may take; milliseconds. The driver itself gives each message a minute. */
const LIMIT = 120_000;

export interface Output {
  type: string;
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  [field: string]: unknown;
}

export interface Executed {
  reply: { status: string; execution_count: number; ename?: string; evalue?: string };
  outputs: Output[];
  /** From an interrupt to the reply. */
  seconds?: number;
}

export class Session {
  private constructor(
    private readonly process: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /**
   * Once more where the kernel has died of a port that was free when Jupyter chose it: kernels that start at once may
   * be given the same one.
   * @param cwd the notebook's folder
   */
  static async start(cwd: string, strictness?: Strictness, again = true): Promise<Session> {
    const child = spawn(PYTHON, [join(__dirname, 'driver.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, XDG_CACHE_HOME: CACHE },
    });
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      process.stderr.write(text);
    });
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stdin!.on('error', () => {}); // a driver that has ended: told by the answer that doesn't come
    const session = new Session(child, lines);
    try {
      await session.ask({ argv: kernelArgv({ node: process.execPath, root: ROOT, strictness }), cwd });
      return session;
    } catch (error) {
      session.close();
      if (again && errors.includes('Address already in use'))
        return await Session.start(cwd, strictness, false);
      throw error;
    }
  }

  /**
   * Sends a command of `driver.py` and returns its answer.
   * @throws {Error} that names the command when there is none in time; driver and kernel are ended then
   */
  async ask<T>(command: object): Promise<T> {
    const asked = JSON.stringify(command).slice(0, 200);
    this.process.stdin!.write(`${JSON.stringify(command)}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.close();
        reject(new Error(`no answer in ${LIMIT / 1000} s to ${asked}`));
      }, LIMIT);
    });
    try {
      const { value, done } = await Promise.race([this.lines.next(), late]);
      if (done) throw new Error(`the test driver ended at ${asked}`);
      return JSON.parse(value);
    } finally {
      clearTimeout(timer);
    }
  }

  execute(code: string, options: object = {}): Promise<Executed> {
    return this.ask({ do: 'execute', code, options });
  }

  /** The result's text form; throws when the cell failed. */
  async value(code: string): Promise<string> {
    const { reply, outputs } = await this.execute(code);
    if (reply.status !== 'ok') throw new Error(`${code}: ${reply.ename}: ${reply.evalue}`);
    return String(outputs.find((output) => output.type === 'execute_result')?.data?.['text/plain']);
  }

  /** The one error of a failing cell, colors taken out of its traceback. */
  async error(code: string): Promise<Output & { text: string }> {
    const { outputs } = await this.execute(code);
    const error = outputs.find((output) => output.type === 'error');
    if (!error) throw new Error(`no error from: ${code}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character of terminal colors
    return { ...error, text: error.traceback!.join('\n').replace(/\u001b\[\d+m/g, '') };
  }

  stop(): Promise<{ reply: { status: string; restart: boolean }; alive: boolean }> {
    return this.ask({ do: 'stop' });
  }

  /** Kills the driver alone, as a Jupyter is killed that can't say goodbye. */
  abandon(): void {
    this.process.kill('SIGKILL');
  }

  /** Ends driver and kernel, whatever they are doing: the driver listens for the end of its input. */
  close(): void {
    this.process.stdin!.end();
  }
}

/** A temporary project with these files (path below the project to text); `remove` deletes it. */
export function temporaryProject(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-test-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{}');
  mkdirSync(join(folder, 'notebooks'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    folder,
    notebooks: join(folder, 'notebooks'),
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

let shared: { project: ReturnType<typeof temporaryProject>; session?: Promise<Session> } | undefined;

/**
 * A kernel that the files of a process share, in a project with all their files: it takes seconds to start, and names of
 * other files do no harm where a cell declares its own. Called outside of `describe`.
 * @returns what starts it, or gives it if it has started
 */
export function sharedKernel(files: Record<string, string> = {}): () => Promise<Session> {
  if (!shared) {
    const made = { project: temporaryProject({}), session: undefined as Promise<Session> | undefined };
    shared = made;
    after(async () => {
      (await made.session?.catch(() => undefined))?.close();
      made.project.remove();
    });
  }
  const { project } = shared;
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  const made = shared;
  return () => (made.session ??= Session.start(project.notebooks));
}
