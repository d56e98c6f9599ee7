/** Every command of the package has help, and refuses what it doesn't know before it does anything. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { readCommandLine } from '../../scripts/cli/command-line';

const ROOT = path.resolve(__dirname, '../..');
const NODE = '--require ./scripts/ready.js --require ./lib/core/typescript.cjs';
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Command lines of Node, without those of biome. */
const COMMANDS = [
  ...Object.values(scripts).filter((command) => /^node .*scripts\/(?!ready\.js)[\w-]+\.[jt]s$/.test(command)),
  ...['tune-best', 'tune-ranking'].map((name) => `node ${NODE} scripts/${name}.ts`),
];

async function run(command: string, argument: string) {
  const [, ...args] = command.split(' ');
  const child = spawn(process.execPath, [...args, argument], { cwd: ROOT });
  const texts = ['', ''];
  [child.stdout, child.stderr].forEach((stream, n) => {
    stream.setEncoding('utf8').on('data', (text) => {
      texts[n] += text;
    });
  });
  const [code] = await once(child, 'close');
  return { code, stdout: texts[0], stderr: texts[1] };
}

test('the commands are found', () => {
  assert.equal(COMMANDS.length, 18);
  for (const command of COMMANDS) assert.ok(existsSync(path.join(ROOT, command.split(' ').at(-1)!)), command);
});

for (const command of COMMANDS) {
  const name = path.basename(command.split(' ').at(-1)!).replace(/\.[jt]s$/, '');
  test(`${name}: --help prints help and nothing else; a wrong option is named, with the help and exit code 2`, async () => {
    const [help, wrong] = await Promise.all([run(command, '--help'), run(command, '--wrnog')]);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /(npm |scripts\/)/);
    assert.ok(
      Math.max(...help.stdout.split('\n').map((line) => line.length)) <= 320,
      'lines of help are short',
    );
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.equal(wrong.stderr.trimEnd(), `Unknown option: --wrnog\n\n${help.stdout.trimEnd()}`);
  });
}

const OPTIONS = { port: { type: 'string' }, json: { type: 'boolean' } } as const;
const refused: [string[], string][] = [
  [['--prot=1'], 'Unknown option: --prot; did you mean --port?'],
  [['-p'], 'Unknown option: -p'],
  [['--हिन्दी'], 'Unknown option: --हिन्दी'],
  [['--json=yes'], "--json doesn't take a value"],
  [['--port'], '--port needs a value'],
  [['--port='], '--port needs a value'],
  [['--port', '--json'], '--port needs a value'],
  [['--port', '-1'], '--port needs a value'],
  [["it's a 'b' c"], "Unexpected argument: it's a 'b' c"],
];
for (const [args, message] of refused) {
  test(`refused in plain words: ${args.join(' ')}`, () => {
    assert.throws(() => readCommandLine(args, { options: OPTIONS, usage: 'Usage.\n' }), {
      name: 'OptionError',
      message: `${message}\n\nUsage.`,
    });
    // Else the test would no longer test the translation of Node's own message.
    if (!args[0].endsWith('=')) assert.throws(() => parseArgs({ args, options: OPTIONS }));
  });
}
