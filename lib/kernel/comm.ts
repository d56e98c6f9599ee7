/**
 * Comms: two-way channels between a cell's code and the page; widgets are built on them. This file has no imports, so
 * it can be copied into any other project.
 *
 * ```ts
 * const comm = openComm('my.target', { data: { hello: 1 } }, { message: ({ data }) => console.log(data) });
 * comm?.send({ hello: 2 });
 * comm?.close();
 * ```
 */

/** One end of a channel. Both ends share its id. */
export interface Comm {
  readonly id: string;
  /** False once either end has closed it; anything sent after that is discarded. */
  readonly isOpen: boolean;
  send(data: object, attached?: CommAttached): void;
  /** Closes both ends; does not call this end's own `closed` listener. */
  close(data?: object): void;
}

/** The optional parts of a message besides its data. */
export interface CommAttached {
  readonly metadata?: object;
  /** Binary data, such as a `Float32Array`: copied, so they may be changed afterwards. */
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** A message from the other end. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Binary data. Each array has an `ArrayBuffer` to itself: `new Float32Array(buffers[0].buffer)`. */
  readonly buffers: readonly Uint8Array[];
  /** Sends on the same comm, marked as the answer to this message. */
  reply(data: object, attached?: CommAttached): void;
}

/** Called when the other end acts. Anything a listener prints appears below the cell that opened the comm. */
export interface CommListener {
  message?(message: CommMessage): void;
  /** The other end closed the comm, or its cell was run again or deleted. */
  closed?(): void;
}

/** Options for opening a comm. */
export interface CommOpening extends CommAttached {
  readonly data?: object;
  /** The cell the comm belongs to, from {@link commOwner}; by default the running cell. */
  readonly owner?: object;
}

/** What the running kernel provides; looked up through a global symbol, so that this file works without a kernel. */
export interface CommKernel {
  open(target: string, opening: CommOpening, listener: CommListener): Comm;
  accept(target: string, handler: CommHandler): void;
  owner(): object | undefined;
}

/** Accepts a comm opened by the page. */
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
 * Opens a comm to the target that the page registered under this name. It is closed when the cell it belongs to is
 * run again or deleted, so a re-run cell leaves nothing behind. Undefined outside a notebook.
 */
export function openComm(
  target: string,
  opening: CommOpening = {},
  listener: CommListener = {},
): Comm | undefined {
  return kernel()?.open(target, opening, listener);
}

/** Lets the page open comms with this target name; a second handler replaces the first. */
export function acceptComms(target: string, handler: CommHandler): void {
  kernel()?.accept(target, handler);
}

/** The running cell, as the owner of comms opened later; undefined outside a notebook. */
export function commOwner(): object | undefined {
  return kernel()?.owner();
}
