/** What the kernel's thread and the one with the sockets say to each other; see `channel-thread.cjs`. */
import type { MessagePort } from 'node:worker_threads';
import type { Round } from '../stop/round';

/** The channels that requests arrive on. */
export type Requests = 'shell' | 'control';

/** A request as it has arrived. Of the paced ones, the next is sent when the last is answered. */
export interface Passed {
  readonly channel: Requests;
  readonly frames: Uint8Array[];
  readonly isPaced?: boolean;
}

/** To the kernel's thread. */
export type FromThread = { readonly bound: true } | { readonly failed: string } | Passed | Round;

/** To the thread with the sockets; null asks it to close them. */
export type FromKernel =
  | null
  | Round
  | { readonly isAnswered: true }
  | { readonly channel: Requests | 'stdin'; readonly frames: (Uint8Array | string)[] };

/** What the thread needs to open its sockets. */
export interface ThreadOptions {
  readonly addresses: Readonly<Record<Requests | 'stdin' | 'heartbeat', string>>;
  readonly key: string;
  /** Options for its sockets that send. */
  readonly sending: object;
}

/** All that the thread is given when it starts. */
export interface ThreadData extends ThreadOptions {
  /** Becomes 1 when its sockets are closed. */
  readonly closed: Int32Array;
  /** The expression that ends code in the kernel's thread, without its argument. */
  readonly stop: string;
  /** Counts the stops. */
  readonly receivedStops: Int32Array;
  /** Takes the answers that users have typed, as frames. */
  readonly inputs: MessagePort;
  /** Counts those answers; whoever waits for one is woken up. */
  readonly received: Int32Array;
}
