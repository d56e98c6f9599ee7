/**
 * A client may send many requests at once on a connection, without waiting for responses (pipelining). Node hands over all
 * that have arrived in one turn of the event loop, and answering thousands would keep everyone else waiting meanwhile.
 */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** From now on, a request waits for the response to the one before on its connection, then for others to have their turn. */
export function answerOneByOne(app: FastifyInstance): void {
  const answers = new WeakMap<Socket, Promise<void>>();
  app.addHook('onRequest', async ({ raw: { socket } }, { raw: response }) => {
    const before = answers.get(socket);
    const answer = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (answers.get(socket) === answer) answers.delete(socket);
        resolve();
      });
    });
    answers.set(socket, answer);
    if (before === undefined) return;
    await before;
    await nextTurn();
  });
}
