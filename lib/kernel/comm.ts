/**
 * Comms: two-way channels between a cell's code and the page, on which widgets work. This file imports
 * nothing, so that it can be copied into a project that knows nothing of this one.
 *
 * ```ts
 * const comm = openComm('my.target', { data: { hello: 1 } }, { message: ({ data }) => console.log(data) });
 * comm?.send({ hello: 2 });
 * comm?.close();
 * ```
 */

/** One end of a channel. Both ends know it by its id. */
export interface Comm {
  readonly id: string;
  /** False once either end has closed it; what is sent then goes nowhere. */
  readonly isOpen: boolean;
  send(data: object, attached?: CommAttached): void;
  /** Closes both ends; the own listener isn't told. */
  close(data?: object): void;
}

/** What a message carries besides its data. */
export interface CommAttached {
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
}

/** A message of the other end. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
  /** Sends on the same comm, marked as the answer to this message. */
  reply(data: object, attached?: CommAttached): void;
}

/** Told what the other end does. What it prints appears below the cell that opened the comm. */
export interface CommListener {
  message?(message: CommMessage): void;
  /** The other end has closed it, or its cell runs again or is deleted. */
  closed?(): void;
}

/** How a comm is opened. */
export interface CommOpening extends CommAttached {
  readonly data?: object;
  /** The cell that it belongs to, from {@link commOwner}; default the running one. */
  readonly owner?: object;
}

/** What the running kernel offers; found through a global symbol, so that this file needs no kernel. */
export interface CommKernel {
  open(target: string, opening: CommOpening, listener: CommListener): Comm;
  accept(target: string, handler: CommHandler): void;
  owner(): object | undefined;
}

/** Answers a comm that the page opens. */
export type CommHandler = (comm: Comm, opening: CommMessage) => CommListener;

const COMMS = Symbol.for('recommender-lab.comms');
type WithComms = { [COMMS]?: CommKernel };

/** Called once by the kernel. */
export function setCommKernel(kernel: CommKernel | undefined): void {
  (globalThis as WithComms)[COMMS] = kernel;
}

function kernel(): CommKernel | undefined {
  return (globalThis as WithComms)[COMMS];
}

/**
 * Opens a comm to what the page has registered under this name. It is closed when the cell that it belongs to
 * runs again or is deleted, so that a re-run cell leaves nothing behind. Undefined outside a notebook.
 */
export function openComm(
  target: string,
  opening: CommOpening = {},
  listener: CommListener = {},
): Comm | undefined {
  return kernel()?.open(target, opening, listener);
}

/** Lets the page open comms of this name; a second handler takes the place of the first. */
export function acceptComms(target: string, handler: CommHandler): void {
  kernel()?.accept(target, handler);
}

/** The running cell, as owner of comms that are opened later; undefined outside a notebook. */
export function commOwner(): object | undefined {
  return kernel()?.owner();
}
