import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { type Context, createContext } from '../../scripts/setup/context';

export const SCRIPTS = path.resolve(__dirname, '../../scripts');

/** The real interpreter, by its full path: the fakes use it for unpacking. */
export const REAL_PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/** A project without files, in a temporary folder, with a cache of its own and fake programs on its search path. */
export interface FakeLab {
  /** The temporary folder around everything. */
  folder: string;
  root: string;
  /** The only folder on the search path. */
  bin: string;
  cache: string;
  /** What was reported so far. */
  said: () => string;
  /** Lines that the fakes have logged, one per call. */
  calls: () => string[];
  /** A setup context; `given` replaces parts of it. */
  context: (given?: Partial<Parameters<typeof createContext>[0]>) => Context;
  /** Writes a file below the project's root. */
  write: (file: string, content: string | Buffer) => void;
  /** Puts an executable shell script somewhere; `$LOG` is the log of calls. */
  script: (file: string, lines: string[]) => void;
  read: (file: string) => string;
  has: (file: string) => boolean;
}

export function fakeLab(t: TestContext): FakeLab {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-setup-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const root = path.join(folder, 'project');
  const bin = path.join(folder, 'bin');
  const log = path.join(folder, 'calls.log');
  for (const made of [root, bin]) fs.mkdirSync(made);
  let said = '';
  const out = new Writable({
    write(chunk, _encoding, done) {
      said += chunk;
      done();
    },
  });
  const at = (file: string) => path.join(root, file);
  const env = { PATH: bin, HOME: folder, XDG_CACHE_HOME: path.join(folder, 'xdg') };
  return {
    folder,
    root,
    bin,
    cache: path.join(folder, 'xdg', 'recommender-lab'),
    said: () => said,
    calls: () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []),
    context: (given = {}) => createContext({ root, env, out, ...given }),
    write: (file, content) => {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), content);
    },
    script: (file, lines) => {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, ['#!/bin/sh', `LOG='${log}'`, ...lines, ''].join('\n'), { mode: 0o755 });
    },
    read: (file) => fs.readFileSync(at(file), 'utf8'),
    has: (file) => fs.existsSync(at(file)),
  };
}

/** Copies to the project what a bare clone has of setup: the scripts, and the plain JavaScript of lib that they use. */
export function cloneScripts(lab: FakeLab): void {
  fs.cpSync(SCRIPTS, path.join(lab.root, 'scripts'), { recursive: true });
  const isPlain = (file: string) => fs.statSync(file).isDirectory() || file.endsWith('.cjs');
  fs.cpSync(path.join(SCRIPTS, '..', 'lib'), path.join(lab.root, 'lib'), {
    recursive: true,
    filter: isPlain,
  });
}

/** Makes a zip file (a wheel, an archive) with these members. Returns its SHA-256 and MD5. */
export function makeZip(file: string, members: Record<string, string>): { sha256: string; md5: string } {
  const code = [
    'import json, sys, zipfile',
    'with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:',
    '  for name, text in json.loads(sys.argv[2]).items(): z.writestr(name, text)',
  ].join('\n');
  execFileSync(REAL_PYTHON, ['-c', code, file, JSON.stringify(members)]);
  const content = fs.readFileSync(file);
  const hash = (name: string) => createHash(name).update(content).digest('hex');
  return { sha256: hash('sha256'), md5: hash('md5') };
}

/** How the fake `pip download` behaves. */
export type Pip = 'works' | 'offline' | 'half' | 'hangs';

/**
 * Puts a fake interpreter into the project's `.venv`: `-m pip download` brings `wheel`, everything else is
 * left to the real one.
 */
export function fakeVenv(lab: FakeLab, pip: Pip, wheel = ''): void {
  const name = path.basename(wheel);
  const half = `/usr/bin/head -c 40 '${wheel}' > "$dest/${name}"`;
  const ways: Record<Pip, string[]> = {
    works: [`/bin/cp '${wheel}' "$dest/${name}"; exit 0`],
    offline: ['echo "ERROR: Could not find a version (no network)" >&2; exit 1'],
    half: [`${half}; exit 0`],
    hangs: [half, 'echo "Progress 40 of 4000"', `echo $$ > '${lab.folder}/pip.pid'`, 'exec /bin/sleep 60'],
  };
  lab.script(path.join(lab.root, '.venv', 'bin', 'python'), [
    'if [ "$1 $2 $3" = "-m pip download" ]; then',
    '  echo "pip download" >> "$LOG"',
    '  while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest="$2"; shift; done',
    ...ways[pip],
    'fi',
    `exec '${REAL_PYTHON}' "$@"`,
  ]);
}
