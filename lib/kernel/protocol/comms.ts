/** The kernel's end of all comms: which are open, who owns them, and where their messages go. */
import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type CellOutput, currentOutput } from '../cells/cell-context';
import type {
  Comm,
  CommAttached,
  CommHandler,
  CommKernel,
  CommListener,
  CommMessage,
  CommOpening,
} from '../comm';
import { cellCode } from '../stop/may-end';
import type { Received } from './message';

/** The content of `comm_open`, `comm_msg` and `comm_close`. */
export interface CommContent {
  comm_id: string;
  target_name?: string;
  data?: Record<string, unknown>;
}

/** Publishes a message as a child of the request being answered. */
export type Answer = (type: string, content: object, attached?: CommAttached) => void;

interface OpenComm extends Comm {
  readonly target: string;
  readonly owner: object | undefined;
  listener: CommListener;
}

/** See `comm.ts` for the part that cells use. */
export class KernelComms implements CommKernel {
  private readonly comms = new Map<string, OpenComm>();
  private readonly handlers = new Map<string, CommHandler>();
  /** The front end's id of the cell that an output belongs to. */
  private readonly cellIds = new WeakMap<object, string>();

  open(target: string, { data = {}, owner, ...attached }: CommOpening, listener: CommListener): Comm {
    const comm = this.add(randomUUID(), target, owner ?? currentOutput(), bound(listener));
    publish('comm_open', { comm_id: comm.id, target_name: target, data }, attached);
    return comm;
  }

  accept(target: string, handler: CommHandler): void {
    this.handlers.set(target, AsyncResource.bind(handler));
  }

  owner(): object | undefined {
    return currentOutput();
  }

  /** A cell is run, maybe again: closes what its last run opened, and the comms of deleted cells. */
  cellStarts(output: CellOutput, { cellId, deletedCells }: Record<string, unknown>): void {
    const gone = Array.isArray(deletedCells) ? deletedCells.map(String) : [];
    if (typeof cellId === 'string') gone.push(cellId);
    for (const comm of [...this.comms.values()]) {
      const id = comm.owner && this.cellIds.get(comm.owner);
      if (id === undefined || !gone.includes(id)) continue;
      comm.close();
      const { closed } = comm.listener;
      if (closed) setImmediate(closed); // a turn of its own, which a stop may end
    }
    if (typeof cellId === 'string') this.cellIds.set(output, cellId);
  }

  /** The content of a `comm_info_reply`. */
  info(target: string | undefined): object {
    const comms = [...this.comms.values()].filter((comm) => !target || comm.target === target);
    return {
      status: 'ok',
      comms: Object.fromEntries(comms.map((comm) => [comm.id, { target_name: comm.target }])),
    };
  }

  /** Handles a message from the page's end; drops messages for a closed comm. */
  receive(type: string, message: Received<CommContent>, answer: Answer): void {
    const { comm_id: id, data = {}, target_name: target = '' } = message.content;
    const told: CommMessage = {
      data,
      metadata: message.metadata,
      buffers: message.buffers,
      reply: (reply, attached) => answer('comm_msg', { comm_id: id, data: reply }, attached),
    };
    const comm = this.comms.get(id);
    if (type === 'comm_open') {
      const handler = this.handlers.get(target);
      if (handler) {
        const opened = this.add(id, target, undefined, {});
        opened.listener = bound(cellCode(() => handler(opened, told)));
      } else answer('comm_close', { comm_id: id, data: {} });
    } else if (type === 'comm_msg') {
      comm?.listener.message?.(told);
    } else if (comm) {
      this.comms.delete(id);
      comm.listener.closed?.();
    }
  }

  private add(id: string, target: string, owner: object | undefined, listener: CommListener): OpenComm {
    const { comms } = this;
    const comm: OpenComm = {
      id,
      target,
      owner,
      listener,
      get isOpen() {
        return comms.get(id) === comm;
      },
      send(data, attached) {
        if (comm.isOpen) publish('comm_msg', { comm_id: id, data }, attached);
      },
      close(data = {}) {
        if (!comm.isOpen) return;
        comms.delete(id);
        publish('comm_close', { comm_id: id, data });
      },
    };
    comms.set(id, comm);
    return comm;
  }
}

/** The message is a child of the running cell's request: clients that execute notebooks read no others. */
function publish(type: string, content: object, attached?: CommAttached): void {
  currentOutput()?.comm(type, content, attached);
}

/** A listener whose output and errors go to the output that was current when it was registered. */
function bound({ message, closed }: CommListener): CommListener {
  return {
    message: message && AsyncResource.bind(guarded(message)),
    closed: closed && AsyncResource.bind(guarded(closed)),
  };
}

function guarded<T extends unknown[]>(listener: (...event: T) => void): (...event: T) => void {
  return (...event) => {
    try {
      cellCode(() => listener(...event));
    } catch (error) {
      queueMicrotask(() => {
        throw error; // shown below the cell, like an error from a timer
      });
    }
  };
}
