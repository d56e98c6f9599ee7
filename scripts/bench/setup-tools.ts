/** Tools of the set-up (plain JavaScript in `scripts/setup`) that the bench uses, with their types. */

/** How a command ended; `output` is stdout and stderr. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly ended?: 'timeout' | 'stall';
}

/** Of `runCommand`; times in milliseconds. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeout?: number;
  readonly stall?: number;
  readonly onLine?: (line: string) => void;
}

interface RunCommand {
  runCommand(command: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  lastLines(output: string, count?: number): string;
}

interface Cleanup {
  handleSignals(tell: (signal: string) => void): () => void;
  onStop(tidy: () => void): () => void;
}

interface Context {
  cacheFolder(env: NodeJS.ProcessEnv): string;
  venvPython(venv: string, platform: NodeJS.Platform): string;
}

interface Atomic {
  remove(target: string): void;
  readJson(file: string): unknown;
  writeJson(file: string, value: unknown): void;
}

interface FindProgram {
  findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined;
}

interface Lock {
  withProjectLock<T>(
    ctx: { readonly root: string; readonly report: { warn(text: string): void } },
    work: () => Promise<T>,
  ): Promise<T>;
}

export const { runCommand, lastLines } = require('../setup/run-command.js') as RunCommand;
export const { handleSignals, onStop } = require('../setup/cleanup.js') as Cleanup;
export const { cacheFolder, venvPython } = require('../setup/context.js') as Context;
export const { remove, readJson, writeJson } = require('../setup/atomic.js') as Atomic;
export const { findProgram } = require('../setup/find-program.js') as FindProgram;
export const { withProjectLock } = require('../setup/project-lock.js') as Lock;
