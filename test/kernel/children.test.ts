/** Processes that a cell starts: what they print is shown below it, and a stop ends those that it waits for. */
import assert from 'node:assert/strict';
import { execFileSync, execSync, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { printed as printedBy } from './ended';
import { type Executed, Session, temporaryProject } from './session';

const skip = process.platform === 'win32' && 'the commands are of a Unix shell';

it('what a process prints before it falls silent is shown while the cell waits', { skip }, () => {
  const lines = printedBy(`
    const { CellOutput } = kernel('cells/cell-context');
    const { installChildrenNow } = kernel('cells/children-now');
    const { mkdtempSync, writeFileSync } = require('node:fs');
    const seen = mkdtempSync(require('node:os').tmpdir() + '/kernel-children-') + '/two';
    const output = new CellOutput((_, { text }) => {
      console.log(text.trim());
      if (text.includes('two')) writeFileSync(seen, '');
    }, false);
    installChildrenNow(() => output);
    // The process waits until its second line has been shown, for up to 30 s.
    const waits = 'for n in $(seq 3000); do if [ -e "$SEEN" ]; then exit 0; fi; sleep 0.01; done; exit 1';
    const env = { ...process.env, SEEN: seen };
    require('node:child_process').execSync('echo one; sleep 0.01; echo two; ' + waits, { stdio: 'inherit', env });
    require('node:fs').rmSync(require('node:path').dirname(seen), { recursive: true });
    console.log('ended well');
    process.exit();
  `);
  assert.deepEqual(lines, ['one', 'two', 'ended well']);
});

describe('processes of a cell', { skip }, () => {
  const project = temporaryProject({ 'child.js': 'console.log("forked"); process.send("sent");' });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
    await session.execute(
      `import { execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';`,
    );
  });
  after(() => {
    session?.close();
    project.remove();
  });
  /** What was printed, with the stream's name where it changes. */
  const printed = ({ outputs }: Executed): string => {
    let last = 'stdout';
    return outputs
      .filter(({ type }) => type === 'stream')
      .map(({ name, text }) => {
        const change = name === last ? '' : `[${name}]`;
        last = name!;
        return change + text;
      })
      .join('');
  };
  const run = async (code: string): Promise<string> => {
    const executed = await session.execute(code);
    assert.equal(executed.reply.status, 'ok', JSON.stringify(executed.reply));
    return printed(executed);
  };

  it('that print to the kernel are shown between what the cell prints', async () => {
    const text = await run(`console.log('before');
const child = spawn('sh', ['-c', 'echo out; sleep 0.1; echo error >&2; sleep 0.1; printf "🎬 last"'], { stdio: 'inherit' });
console.log([child.stdout, child.stderr, child.stdio[1]]);
await once(child, 'exit');
console.log('', 'after');`);
    assert.equal(text, 'before\n[ null, null, null ]\nout\n[stderr]error\n[stdout]🎬 last after\n');
    const forked =
      await run(`const other = fork('../child.js', { stdio: ['ignore', process.stderr, 2, 'ipc'] });
const [message] = await once(other, 'message'); await once(other, 'exit'); console.log(message);`);
    assert.equal(forked, '[stderr]forked\n[stdout]sent\n');
  });

  it('that Node refuses are refused', async () => {
    const text = await run(`const refused = (...of: unknown[]) => {
  try {
    (spawnSync as (...of: unknown[]) => unknown)(...of);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};
console.log(refused('echo', 'a'), refused('echo', ['a\\0']), refused('echo', [], { timeout: -1 }));
console.log(refused('echo', [], { killSignal: 'SIGNOTHING' }), refused('echo', [], { cwd: 5 }), refused(5));`);
    assert.equal(
      text,
      'ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_VALUE ERR_OUT_OF_RANGE\nERR_UNKNOWN_SIGNAL ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_TYPE\n',
    );
  });

  it('that the cell waits for without awaiting are shown too, however much they print', async () => {
    const text = await run(`console.log('before');
execSync('echo one; sleep 0.1; echo two >&2', { stdio: 'inherit' });
console.log('between');
spawnSync('sh', ['-c', 'echo three; (sleep 0.5; echo late) &'], { stdio: ['ignore', 'inherit', 'inherit'] });
console.log('after');`);
    assert.equal(text, 'before\none\n[stderr]two\n[stdout]between\nthree\nafter\n');
    const large = await run(`execSync('seq 1000000', { stdio: 'inherit' }); console.log('end');`);
    assert.match(large, /^1\n2\n3\n[\s\S]*\n1000000\nend\n$/);
  });

  it('return what Node returns', async () => {
    const calls = [
      `spawnSync('sh', ['-c', 'cat; echo error >&2; exit 3'], { input: 'ab' })`,
      `spawnSync('sh', ['-c', 'echo $X'], { env: { X: 'é', PATH: process.env.PATH }, encoding: 'utf8' })`,
      `spawnSync('echo $((1 + 1))', { shell: true, stdio: 'pipe' })`,
      `spawnSync('no-such-program', ['x'])`,
      `spawnSync('sh', ['-c', 'kill -TERM $$'])`,
      `spawnSync('sleep', ['5'], { timeout: 50 })`,
      `spawnSync('seq', ['100000'], { maxBuffer: 10 }).error`,
      `spawnSync('true', { stdio: 'ignore' })`,
      `execFileSync('echo', ['a b'], { encoding: 'utf8' })`,
      `execSync('pwd', { cwd: '/', encoding: 'utf8' })`,
      `execSync('echo out; exit 2', { stdio: 'pipe' })`,
      `execSync('no-such-program', { stdio: 'pipe' })`,
      `execFileSync('no-such-program')`,
    ];
    /** What a call returns or throws, as JSON; `any` is the annotation of its parameters. */
    const outcomeWith = (any: string) => `function outcome(work${any}) {
  const plain = (value${any}) => JSON.stringify(value, (key${any}, one${any}) => {
    if (key === 'pid' || key === 'stack') return typeof one;
    return one instanceof Error ? { ...one, message: one.message, error: undefined } : one;
  });
  try { return plain(work()); } catch (error) { return plain(error); }
}`;
    const names = ['spawnSync', 'execSync', 'execFileSync'];
    const all = calls.map((call) => `() => ${call}`);
    const native = new Function(...names, `${outcomeWith('')}; return [${all}].map(outcome);`);
    const expected: string[] = native(spawnSync, execSync, execFileSync);
    await run(outcomeWith(': any'));
    for (const [i, call] of calls.entries()) {
      const ours = await session.execute(`console.log(outcome(() => ${call}))`);
      const [{ text } = { text: '' }] = ours.outputs.filter(({ name }) => name === 'stdout');
      assert.deepEqual(JSON.parse(text || '{}'), JSON.parse(expected[i]!), call);
    }
  });

  it('a stop ends what the cell waits for', async () => {
    for (const call of [`execSync('sleep 60')`, `execSync('echo begun; sleep 60', { stdio: 'inherit' })`]) {
      const { reply } = await session.ask<Executed>({ do: 'interrupt', code: `${call};`, after: 0.5 });
      assert.equal(reply.ename, 'Interrupted');
    }
    assert.equal(await session.value('1 + 1'), '2');
  });
});
