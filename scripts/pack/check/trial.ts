/** A trial of a package by an outsider: in a fresh folder, whose name has spaces and letters of several scripts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { note } from '../../cli/command-line';
import { onStop } from '../../setup/cleanup';
import { lastLines, runCommand } from '../../setup/run-command';
import { npm } from '../npm';

const LONGEST = 10 * 60_000;

/** The result of a program. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** An empty project, and what is tried in it. */
export class Trial {
  /** The project's folder. */
  readonly folder: string;
  private readonly home: string;
  private failed = 0;

  constructor() {
    const parent = mkdtempSync(path.join(tmpdir(), 'recommender-lab-pack-'));
    this.folder = path.join(parent, 'Mein Projekt, żółw проба 試');
    this.home = path.join(parent, 'home');
    mkdirSync(this.folder);
    mkdirSync(this.home);
    const forget = onStop(() => rmSync(parent, { recursive: true, force: true }));
    this.end = () => {
      forget();
      rmSync(parent, { recursive: true, force: true });
      return this.failed;
    };
    this.write('package.json', '{ "private": true }\n');
  }

  /** Removes everything; returns the number of failures. */
  readonly end: () => number;

  /** Writes a file of the project and returns its path. */
  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Installs packages into the project. */
  async install(...packages: string[]): Promise<void> {
    await npm(['install', ...packages], this.folder);
  }

  /** Runs a program in the project, for a user without settings. */
  run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const { PATH, SystemRoot } = process.env;
    const own = { PATH, SystemRoot, HOME: this.home, USERPROFILE: this.home, ...env };
    return runCommand(command, args, { cwd: this.folder, env: own, timeout: LONGEST });
  }

  /** Runs a program that must succeed, and returns its output. */
  async must(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
    const { code, output } = await this.run(command, args, env);
    if (code === 0) return output;
    throw new LabError(
      'PACK',
      `${path.basename(command)} ${args.join(' ')} ended with ${code}:\n${lastLines(output, 12)}`,
    );
  }

  /** One thing to try; prints how it went. A failure doesn't keep the others from being tried. */
  async step(what: string, work: () => Promise<void>): Promise<void> {
    const since = performance.now();
    const seconds = () => `${((performance.now() - since) / 1000).toFixed(1)} s`;
    note(`… ${what}`);
    try {
      await work();
      note(`✓ ${what}  ${seconds()}`);
    } catch (error) {
      this.failed++;
      note(`✗ ${what}  ${seconds()}\n${String((error as Error).message).replace(/^/gm, '    ')}`);
    }
  }
}
