/**
 * Asks the front end for input: an `input_request` on the stdin channel, answered by an `input_reply`.
 *
 * One question at a time, as not every front end says which question it answers. The answers arrive in the thread that
 * has the sockets, see `channel-thread.cjs`, so a cell can wait for one without giving up the kernel's thread.
 */
import { randomUUID } from 'node:crypto';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { FrontEndInput, Question } from '../cells/questions';
import { Interrupted } from '../stop/interrupted';
import { kernelWork } from '../stop/may-end';
import { isStopWaiting } from '../stop/waiting-stops';
import { decodeMessage, encodeMessage, MessageError, type Received } from './message';

/** A waiting cell looks this often whether it is stopped; milliseconds. */
const LOOK = 50;

/** The other thread's end of the channel. */
export interface InputThread {
  /** Answers, as frames. */
  readonly inputs: MessagePort;
  /** Counts them. */
  readonly received: Int32Array;
  send(channel: 'stdin', frames: (Buffer | string)[]): void;
}

interface Asked {
  readonly id: string;
  /** The execute request of the cell that asks. */
  readonly request: Received;
  readonly question: Question;
  readonly onAnswer: (answer: string) => void;
}

export class Inputs {
  /** The first has been sent. */
  private readonly asked: Asked[] = [];

  /** @param log receives what is wrong with answers that are dropped */
  constructor(
    private readonly thread: InputThread,
    private readonly key: string,
    private readonly log: (text: string) => void,
  ) {
    thread.inputs.on('message', (frames: Uint8Array[]) => kernelWork(() => this.receive(frames)));
  }

  /** Asks the front end that has sent this execute request. */
  for(request: Received): FrontEndInput {
    return {
      ask: (question, signal) =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted();
          const withdraw = kernelWork(() =>
            this.add(request, question, (answer) => {
              signal.removeEventListener('abort', onAbort);
              resolve(answer);
            }),
          );
          const onAbort = () => {
            withdraw();
            reject(signal.reason);
          };
          signal.addEventListener('abort', onAbort, { once: true });
        }),
      askNow: (question, signal) => kernelWork(() => this.wait(request, question, signal)),
    };
  }

  private wait(request: Received, question: Question, signal: AbortSignal): string {
    const { inputs, received } = this.thread;
    let answer: string | undefined;
    const withdraw = this.add(request, question, (text) => {
      answer = text;
    });
    for (;;) {
      const before = Atomics.load(received, 0);
      for (let next = receiveMessageOnPort(inputs); next; next = receiveMessageOnPort(inputs)) {
        this.receive(next.message);
      }
      if (answer !== undefined) return answer;
      if (signal.aborted || isStopWaiting()) {
        withdraw();
        throw new Interrupted();
      }
      Atomics.wait(received, 0, before, LOOK);
    }
  }

  /** Returns a function that withdraws the question; its answer is dropped, or taken for that of the next. */
  private add(request: Received, question: Question, onAnswer: Asked['onAnswer']): () => void {
    const asked: Asked = { id: randomUUID(), request, question, onAnswer };
    this.asked.push(asked);
    if (this.asked.length === 1) this.send();
    return () => this.remove(asked);
  }

  private remove(asked: Asked): void {
    const at = this.asked.indexOf(asked);
    if (at >= 0) this.asked.splice(at, 1);
    if (at === 0) this.send();
  }

  private send(): void {
    const [first] = this.asked;
    if (!first) return;
    const { prompt, password = false } = first.question;
    const content = { prompt, password };
    this.thread.send(
      'stdin',
      encodeMessage(first.request, 'input_request', content, this.key, { id: first.id }),
    );
  }

  private receive(frames: readonly Uint8Array[]): void {
    try {
      const { header, parent, content } = decodeMessage(
        frames.map((frame) => Buffer.from(frame)),
        this.key,
      );
      const [first] = this.asked;
      if (header.msg_type !== 'input_reply' || !first) return;
      if (typeof parent.msg_id === 'string' && parent.msg_id !== first.id) return; // answers a withdrawn question
      this.remove(first);
      first.onAnswer(String(content.value ?? ''));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.log(`dropped ${error.message}\n`);
    }
  }
}
