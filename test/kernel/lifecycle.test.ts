/** Starts, restarts and ends of kernels; several at once; many cells. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Executed, KERNEL, PYTHON, Session, temporaryProject } from './session';

/** Waits until there is no such process, or it waits for its parent to take note of its end. */
const WAIT_FOR_END = `
import psutil, sys, time
end = time.time() + 60
while psutil.pid_exists(int(sys.argv[1])) and psutil.Process(int(sys.argv[1])).status() != 'zombie':
    if time.time() > end: sys.exit('still there')
    time.sleep(0.05)`;

describe('kernels', () => {
  const project = temporaryProject({});
  const sessions: Session[] = [];
  before(async () => {
    for (let i = 0; i < 2; i++) sessions.push(await Session.start(project.notebooks));
  });
  after(() => {
    for (const session of sessions) session.close();
    project.remove();
  });

  it('two notebooks of one folder share no state', async () => {
    const [one, other] = sessions as [Session, Session];
    await one.value("const mine = 'one'; globalThis.process.env.SHARED = 'one'; let n = 1;");
    assert.match((await other.error('mine')).evalue!, /Cannot find name 'mine'/);
    assert.equal(await other.value('process.env.SHARED'), 'undefined');
    await other.value("const mine = 'other'; let n = 2;");
    assert.equal(await one.value('mine + n'), "'one1'");
  });

  it('runs 300 cells and keeps little of them', async () => {
    const [session] = sessions as [Session];
    const used = '(globalThis as { gc?(): void }).gc?.(); process.memoryUsage().heapUsed / 2 ** 20';
    const run = async (cells: number) => {
      const codes = Array.from({ length: cells }, (_, i) => `let x = new Array(10_000).fill(${i}); x.length`);
      const done = await session.ask<Executed[]>({ do: 'queue', codes });
      assert.ok(done.every(({ reply }) => reply.status === 'ok'));
      return Number(await session.value(used));
    };
    await session.value(
      "import { setFlagsFromString } from 'node:v8';\nsetFlagsFromString('--expose-gc'); (globalThis as { gc?: unknown }).gc = (await import('node:vm')).runInNewContext('gc');",
    );
    const start = await run(100);
    const end = await run(200);
    assert.ok(end - start < 8, `${(end - start).toFixed(1)} MB more after 200 cells`);
  });

  it('restarts leave no process and no port', async () => {
    const left = await sessions[1]!.ask<{ processes: number; left: number[]; ports: number[] }>({
      do: 'restart',
      times: 3, // twenty: npm run bench -- --kernel
    });
    assert.deepEqual(left, { processes: 4, left: [], ports: [] });
  });

  it('what a cell has printed is sent when it ends the process', async () => {
    const session = await Session.start(project.notebooks);
    sessions.push(session);
    await session.value('1');
    const code = "console.log('first'); process.stdout.write('last'); process.exit(0);";
    const published = await session.ask<{ type: string; text?: string }[]>({ do: 'die', code });
    assert.equal(published.map(({ text = '' }) => text).join(''), 'first\nlast');
  });

  it('a shutdown ends it also while a cell computes', async () => {
    const [session] = sessions as [Session];
    await session.ask({ do: 'begin', code: 'while (true) {}' });
    const { alive } = await session.stop(); // the driver waits for up to a minute
    assert.equal(alive, false);
  });

  it('ends with the process that started it, also while a cell computes', async () => {
    const session = await Session.start(project.notebooks);
    sessions.push(session);
    const pid = await session.value('process.pid');
    await session.ask({ do: 'begin', code: 'while (true) {}' });
    session.abandon();
    await promisify(execFile)(PYTHON, ['-c', WAIT_FOR_END, pid]);
  });
});

it('a kernel whose port is taken says so and ends', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'kernel-ports-'));
  try {
    const { port } = taken.address() as { port: number };
    const names = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'];
    const file = join(folder, 'connection.json');
    const connection = { ip: '127.0.0.1', transport: 'tcp', key: 'k' };
    writeFileSync(
      file,
      JSON.stringify({ ...connection, ...Object.fromEntries(names.map((name) => [name, port])) }),
    );
    const [node, ...args] = KERNEL;
    await assert.rejects(promisify(execFile)(node!, [...args.slice(0, -1), file], { timeout: 60_000 }), {
      code: 1,
      stderr: /^The kernel could not open its ports: .*[Aa]ddress already in use\n$/,
    });
  } finally {
    taken.close();
    rmSync(folder, { recursive: true });
  }
});
