/** What is particular to messages on the wire: their binary buffers, and sockets that are files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { frames, type Published, Wire } from '../../scripts/strain/kernel/wire';
import { until } from '../fixtures/until';
import { temporaryProject } from './session';

describe('the wire', () => {
  const project = temporaryProject({ 'comm.ts': readFileSync(join('lib', 'kernel', 'comm.ts'), 'utf8') });
  let wire: Wire;
  before(async () => {
    wire = await Wire.start(project.notebooks, undefined, process.platform === 'win32' ? 'tcp' : 'ipc');
    await execute(`import { acceptComms, openComm } from '../comm';`);
  });
  after(() => {
    wire?.close();
    project.remove();
  });

  const execute = async (code: string) => {
    const reply = await wire.ask('execute_request', { code, silent: false }, 'shell');
    assert.equal(reply.status, 'ok', JSON.stringify(reply));
    return reply;
  };
  /** Sends a comm message, which has no reply; buffers are not signed. */
  const send = (type: string, content: object, buffers: Buffer[] = []) =>
    wire.send('shell', frames(type, content, {}, buffers));
  async function published(type: string, test: (message: Published) => boolean): Promise<Published> {
    const found = () => wire.published.find((message) => message.type === type && test(message));
    await until(found, () => `no ${type}; ${wire.log}`);
    return found()!;
  }
  const floats = (of: readonly Buffer[]) =>
    of.map((bytes) => [...new Float32Array(Uint8Array.from(bytes).buffer)]);

  it('passes binary buffers from the page to a comm, and from a comm to the page', async () => {
    await execute(`acceptComms('test.scale', (comm, { buffers }) => {
  let scale = new Float32Array(buffers[0]!.buffer)[0]!;
  return {
    message: ({ buffers: [numbers, empty], reply }) => {
      const scaled = new Float32Array(numbers!.buffer).map((x) => x * scale);
      reply({ empty: empty!.length }, { buffers: [scaled, scaled.buffer, new Uint8Array(0)] });
      scaled.fill(0); // what was sent stays as it was
    },
  };
});`);
    await send('comm_open', { comm_id: 's', target_name: 'test.scale', data: {} }, [
      Buffer.from(Float32Array.of(2).buffer),
    ]);
    const sent = [Buffer.from(Float32Array.of(1, -0.5, 1e6).buffer), Buffer.alloc(0)];
    await send('comm_msg', { comm_id: 's', data: {} }, sent);
    const reply = await published('comm_msg', ({ content }) => content.comm_id === 's');
    assert.deepEqual(reply.content.data, { empty: 0 });
    assert.deepEqual(floats(reply.buffers), [[2, -1, 2e6], [2, -1, 2e6], []]);
  });

  it('passes large ones, and those sent when a comm is opened', async () => {
    await execute(`const comm = openComm('test.large', { buffers: [new Uint8Array(5_000_000).fill(7)] }, {
  message: ({ buffers, reply }) => reply({ sum: buffers[0]!.reduce((a, b) => a + b, 0) }),
})!;`);
    const opened = await published('comm_open', ({ content }) => content.target_name === 'test.large');
    assert.equal(opened.buffers.length, 1);
    assert.ok(opened.buffers[0]!.equals(Buffer.alloc(5_000_000, 7)));
    await send('comm_msg', { comm_id: opened.content.comm_id, data: {} }, [Buffer.alloc(3_000_000, 2)]);
    const reply = await published('comm_msg', ({ content }) => content.comm_id === opened.content.comm_id);
    assert.deepEqual(reply.content.data, { sum: 6_000_000 });
  });

  it('stops a cell for an interrupt that has buffers', async () => {
    const running = wire.ask('execute_request', { code: 'while (true) {}' }, 'shell');
    await published('execute_input', ({ content }) => content.code === 'while (true) {}');
    await wire.send('control', frames('interrupt_request', {}, {}, [Buffer.from('x')]));
    assert.equal((await running).ename, 'Interrupted');
  });
});
