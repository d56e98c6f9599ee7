/** How soon the lists of a service follow feedback that comes at a fixed rate: from a click to the answer that they do. */
import { loadMovieLens100K } from '../../../lib/data/movielens/movielens-100k';
import { ourServer } from '../our-server';
import type { Senders, SentFeedback } from './feedback-sender';
import { result, side } from './side-process';

export interface EffectRow extends SentFeedback {
  readonly log: 'embedded' | 'Kafka';
  readonly perSecond: number;
}

/** What is measured. */
export interface EffectOptions {
  /** The folder of a model of MovieLens 100K. */
  readonly modelDir: string;
  /** A folder that may be filled. */
  readonly feedbackDir: string;
  /** A broker's address; default: the embedded log. */
  readonly broker?: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** Default: those of MovieLens 100K. */
  readonly who?: Senders;
}

/** Seconds in which the service warms up, not measured. */
const WARM_UP = 5;

export async function effectTimes(options: EffectOptions): Promise<EffectRow> {
  const { modelDir, feedbackDir, broker, perSecond, seconds, who = ofMovieLens() } = options;
  const stream = broker ?? 'embedded';
  const server = await ourServer('the service', modelDir, { stream, feedbackDir });
  try {
    const send = async (length: number) => {
      const child = side('feedback-sender.ts', server.url, perSecond, length);
      child.send(who);
      return result<SentFeedback>(child);
    };
    await send(Math.min(WARM_UP, seconds));
    const log = broker === undefined ? 'embedded' : 'Kafka';
    return { log, perSecond, ...(await send(seconds)) };
  } finally {
    await server.stop();
  }
}

function ofMovieLens(): Senders {
  const { ratings } = loadMovieLens100K();
  return { users: [...ratings.users], items: [...ratings.items] };
}

export function effectTable(rows: readonly EffectRow[]): string {
  const lines = rows.map(({ log, perSecond, sent, p50, p99, late, failures, listP99 }) => [
    log,
    ...[perSecond, sent].map(String),
    ...[p50, p99].map((time) => time.toFixed(1)),
    ...[late, failures].map(String),
    listP99.toFixed(1),
  ]);
  const head = ['service with', 'clicks/s', 'sent', 'p50 ms', 'p99 ms', 'late', 'failures', 'list p99 ms'];
  return [head, ...lines]
    .map((cells) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(14))).join(''),
    )
    .join('\n');
}
