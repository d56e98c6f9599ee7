/** The end of a server that resets nobody's connection. */
import type { Server } from 'node:http';
import * as net from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Who has connected waits in a queue, of which Node takes one at each turn of its loop: so many without are the end. */
const QUIET_TURNS = 10;
/** Where somebody connects all the time there is no end; milliseconds. */
const MOST = 1000;
/** For what is on its way when the server stops to listen; milliseconds. */
const ON_ITS_WAY = 50;

/**
 * Lets in who has connected, then takes no more connections, and reads what comes over those that there are:
 * `Server.close` would end at once all of which it hasn't read a request yet, also where one lies there.
 *
 * @param hold is told of a promise until which answers should wait: who has an answer connects anew, and so the queue
 * would never be empty
 */
export async function stopListening(server: Server, hold: (until: Promise<void>) => void): Promise<void> {
  if (!server.listening) return;
  const isEmpty = letIn(server);
  hold(isEmpty);
  await isEmpty;
  net.Server.prototype.close.call(server); // that of http ends connections, too
  await setTimeout(ON_ITS_WAY);
}

async function letIn(server: Server): Promise<void> {
  let quiet = 0;
  const onConnection = () => {
    quiet = 0;
  };
  server.on('connection', onConnection);
  const latest = performance.now() + MOST;
  for (; quiet < QUIET_TURNS && performance.now() < latest; quiet++) await new Promise(setImmediate);
  server.off('connection', onConnection);
}
