/** README's tables of models: which command has printed each, and what it prints now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../lib/core/errors';
import { type Arguments, readArguments } from './arguments';

const README = join(__dirname, '..', '..', 'README.md');

/** The lines between `<!-- compare … -->` and `<!-- /compare … -->`. */
export interface ReadmeTable {
  readonly command: string;
  /** The last `npm run compare -- … --markdown` above the table, as read from its command line. */
  readonly args: Arguments;
  readonly text: string;
}

/** The tables of README.md, or of another text. @throws LabError for a table without a command above it */
export function readmeTables(readme = readFileSync(README, 'utf8')): ReadmeTable[] {
  return [...readme.matchAll(/^<!-- (compare.*) -->\n([\s\S]*?)\n<!-- \/\1 -->$/gm)].map((table) => {
    const [, name, text] = table;
    const commands = [...readme.slice(0, table.index).matchAll(/`(npm run compare -- (.*?) --markdown)`/g)];
    const last = commands.at(-1);
    if (!last) throw new LabError('README', `there is no command with --markdown above <!-- ${name} -->`);
    return { command: last[1], args: readArguments([...last[2].split(' '), '--markdown']), text };
  });
}

/** Lines of the one and not of the other: `- ` from README, `+ ` as printed now; empty where both are the same. */
export function differences(written: string, printed: string): string[] {
  const [before, now] = [written.split('\n'), printed.split('\n')];
  const lines = [
    ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
  return lines.length === 0 && written !== printed ? ['the same lines in another order'] : lines;
}
