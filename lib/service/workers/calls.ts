/** Calls between two processes over Node's message channel: either side calls functions of the other and awaits them. */
import { LabError } from '../../core/errors';

/** What a process offers to the other, by name. */
export type Offered = Readonly<Record<string, (value: never) => unknown>>;

/** One end of a channel: `process` in a child, the child or worker in its parent. */
export interface Channel {
  send?(message: unknown, done: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: string; readonly message: string };

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The end of the other process. */
export class Calls<Other extends Offered> {
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #isGone = false;

  constructor(
    private readonly channel: Channel,
    private readonly offered: Offered,
  ) {
    channel.on('message', (message) => this.#received(message as Message));
    channel.on('disconnect', () => this.#gone());
  }

  /** @throws LabError: what the function threw, or with code `GONE` if the other process ends before it answers */
  call<Name extends keyof Other & string>(
    name: Name,
    value: Parameters<Other[Name]>[0],
  ): Promise<Awaited<ReturnType<Other[Name]>>> {
    if (this.#isGone) return Promise.reject(gone());
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send({ kind: 'call', id, name, value });
    });
  }

  #send(message: Message): void {
    // A channel that is closing calls back with an error; the event that it is closed follows.
    this.channel.send?.(message, () => undefined);
  }

  #received(message: Message): void {
    if (message.kind === 'call') return void this.#answer(message);
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.value as never);
    else pending?.reject(new LabError(message.code, message.message));
  }

  async #answer({ id, name, value }: Message & { readonly kind: 'call' }): Promise<void> {
    try {
      this.#send({ kind: 'result', id, value: await this.offered[name](value as never) });
    } catch (error) {
      const { code = 'FAILED', message } = error as LabError;
      this.#send({ kind: 'error', id, code, message });
    }
  }

  #gone(): void {
    this.#isGone = true;
    for (const { reject } of this.#pending.values()) reject(gone());
    this.#pending.clear();
  }
}

function gone(): LabError {
  return new LabError('GONE', 'the other process has ended');
}
