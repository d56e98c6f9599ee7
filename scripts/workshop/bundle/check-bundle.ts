/** `npm run workshop -- bundle --check`: sets the lab up from a bundle as a laptop without a network would. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { checksum } from '../../setup/checksum';
import { type Context, venvPython } from '../../setup/context';
import { npmCommand } from '../../setup/node-packages';
import { timeText } from '../../setup/reporter';
import { lastLines, runCommand } from '../../setup/run-command';
import { FOLDER } from './guide';

/** What the README promises for setup, in milliseconds. */
const PROMISED = 120_000;
const LIMIT = 15 * 60_000;
/** Needs no data set. */
const NOTEBOOK = 'kernel-tour';
/** Starts the network that a machine has with itself: in a new namespace, it is off. */
const LOOPBACK =
  "import fcntl,os,socket,struct,sys;fcntl.ioctl(socket.socket(),0x8914,struct.pack('16sh14x',b'lo',0x41));os.execvp(sys.argv[1],sys.argv[1:])";

/**
 * Unpacks the bundle below a folder whose name has a space and other letters than ASCII, without caches and, on Linux,
 * without a network; then runs setup, the doctor, and a notebook.
 * @param temp a folder that is removed afterward
 * @returns whether setup was as quick as promised
 * @throws LabError for what doesn't work
 */
export async function checkBundle(ctx: Context, file: string, temp: string): Promise<boolean> {
  const { report } = ctx;
  report.begin('Checksum');
  const text = existsSync(`${file}.txt`) ? readFileSync(`${file}.txt`, 'utf8') : '';
  const expected = /SHA-256 of the archive: ([0-9a-f]{64})/.exec(text)?.[1];
  if (!expected) throw new LabError('WORKSHOP', `${basename(file)}.txt with the checksum is missing.`);
  if ((await checksum(file)) !== expected)
    throw new LabError(
      'WORKSHOP',
      `${file} is damaged: its checksum differs from the one in ${basename(file)}.txt.`,
    );
  report.end('✓');

  const place = join(temp, 'Übung am Laptop');
  mkdirSync(place);
  report.begin('Unpack');
  const unpacked = await runCommand('tar', ['-xf', file, '-C', place], { timeout: LIMIT });
  if (unpacked.code !== 0) throw new LabError('WORKSHOP', `tar: ${lastLines(unpacked.output)}`);
  report.end('✓');

  const laptop = new Laptop(ctx, join(place, FOLDER), join(temp, 'home'));
  const start = performance.now();
  const setup = await laptop.run('Setup', 'setup', []);
  const time = performance.now() - start;
  for (const line of setup.trim().split('\n')) if (/^[✓–✗ ]/.test(line)) report.note(line.trim());
  const doctor = await laptop.run('Doctor', 'doctor', ['--json']);
  const { backend, kernel } = JSON.parse(/^\{[\s\S]*\}/m.exec(doctor)?.[0] ?? '{}');
  report.note(`kernel ${kernel}, tensors on ${backend}`);
  await laptop.run('Notebook', 'notebook', [NOTEBOOK]);
  const ok = time <= PROMISED;
  const busy = loadavg()[0]! / availableParallelism();
  if (!ok && busy > 1.5)
    report.note(`This machine was busy: ${busy.toFixed(0)} processes waited for each core.`);
  report.note(
    `Setup from the bundle took ${timeText(time)}${laptop.isOffline ? ' without a network' : ''}; ${ok ? 'at most' : 'more than'} ${timeText(PROMISED)}.`,
  );
  return ok;
}

/** A machine with Node and Python, without caches and without a network. */
class Laptop {
  private readonly prefix: string[];

  constructor(
    private readonly ctx: Context,
    private readonly root: string,
    private readonly home: string,
  ) {
    this.prefix = withoutNetwork();
    mkdirSync(home);
    if (!this.isOffline)
      ctx.report.note('The network can be cut for this check on Linux only; here it stays on.');
  }

  get isOffline(): boolean {
    return this.prefix.length > 0;
  }

  async run(step: string, script: string, args: string[]): Promise<string> {
    const { ctx, root } = this;
    ctx.report.begin(step);
    const python = venvPython(join(root, '.venv'), ctx.platform);
    const loopback = this.isOffline && existsSync(python) ? [python, '-c', LOOPBACK] : [];
    const [command, ...rest] = [
      ...this.prefix,
      ...loopback,
      ...npmCommand(ctx),
      'run',
      '--silent',
      script,
      '--',
      ...args,
    ];
    const onLine = (line: string) => ctx.report.progress(line.trim().slice(0, 70));
    const result = await runCommand(command!, rest, { cwd: root, env: this.env(), timeout: LIMIT, onLine });
    if (result.code === 0) {
      ctx.report.end('✓');
      return result.output;
    }
    ctx.report.end('✗');
    throw new LabError(
      'WORKSHOP',
      `npm run ${script} failed in the unpacked bundle:\n${lastLines(result.output, 12)}`,
    );
  }

  /** This machine's search path, and nothing else that leads to its caches. */
  private env(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|pip_|XDG_|RECOMMENDER_LAB_|INIT_CWD|VIRTUAL_ENV)/i.test(name),
    );
    return { ...Object.fromEntries(kept), ...pythonHome(), HOME: this.home };
  }
}

/** The interpreters of pyenv are found through the home folder. */
function pythonHome(): NodeJS.ProcessEnv {
  const { PYENV_ROOT, HOME } = process.env;
  return { PYENV_ROOT: PYENV_ROOT ?? join(HOME ?? '', '.pyenv') };
}

/** A command that runs another one without a network; empty where that isn't possible. */
function withoutNetwork(): string[] {
  for (const flags of process.getuid?.() === 0 ? ['-n'] : ['-rn']) {
    try {
      execFileSync('unshare', [flags, 'true'], { stdio: 'ignore' });
      return ['unshare', flags];
    } catch {
      // Not Linux, or not allowed.
    }
  }
  return [];
}
