/** Stops a server without resetting any connection. */
import type { Server } from 'node:http';
import * as net from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * New connections wait in a queue, from which Node takes one per turn of its loop: it is empty after this many turns
 * without one.
 */
const QUIET_TURNS = 10;
/** Time limit in milliseconds, as clients may keep connecting. */
const MOST = 1000;
/** Time in milliseconds for data still on its way when the server stops listening. */
const ON_ITS_WAY = 50;

/**
 * Accepts the clients that have already connected, then no more, and reads what arrives on the open connections.
 * `Server.close` would immediately end connections whose request it hasn't read yet, even if one has arrived.
 *
 * @param hold receives a promise that responses should wait for: clients that have their response connect again, so the
 * queue would never be empty
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
