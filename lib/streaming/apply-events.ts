/**
 * Keeping a state up to date with a log, so that each event counts exactly once: whatever is killed, whenever, and
 * whatever is sent or read twice.
 */
import { called, checkArgument, objectWith, TEXT } from '../core/arguments';
import {
  options as declare,
  mustBeOptions,
  number,
  type OptionsOf,
  trueOrFalse,
  whole,
} from '../core/options';
import { applyBatch } from './apply-batch';
import { Checkpoint } from './checkpoint';
import { Counted } from './counted';
import {
  BATCH_SIZE,
  type DeadLetter,
  EVENT_LOG,
  type EventLog,
  type LoggedEvent,
  type Offsets,
} from './event-log';

/** A state that follows from the events of a log, such as counts or a model. */
export interface LogState {
  /** Applies one event. For an event that it can't use, throws before it changes anything. */
  apply(event: LoggedEvent): void;
  save(): Uint8Array;
  /** The same bytes in pieces, for a large state: the process answers others between them. */
  pieces?(): Iterable<Uint8Array>;
  /** Undefined: before the first event. */
  load(saved: Uint8Array | undefined): void;
}

export const APPLY_OPTIONS = declare('applyEvents', {
  /** Whether to wait for more events at the end, until the signal aborts. */
  follow: trueOrFalse({ default: true }),
  /** Milliseconds between two checkpoints, at least. */
  saveEvery: number({ from: 0, default: 1000 }),
  /** Share of the time that checkpoints may take, as events wait meanwhile: with a large state, there are fewer. */
  saveShare: number({ above: 0, to: 1, default: 1 }),
  /** Events in a batch, at most. */
  most: BATCH_SIZE,
  /** Ids that are remembered, to recognize events that were sent twice; what an `Outbox` sent needs none. 0: nothing is recognized. */
  rememberIds: whole({ from: 0, default: 10_000 }),
});

/** How far it is. */
export interface Progress {
  /** Where it continues. */
  readonly offsets: Offsets;
  /** Events applied so far in this run. */
  readonly applied: number;
  /** Events left out because they had been sent twice. */
  readonly twice: number;
  /** Events and bytes set aside. */
  readonly setAside: number;
  /** Events that are in the log and not applied. */
  readonly lag: number;
}

export interface ApplyEvents extends Partial<OptionsOf<typeof APPLY_OPTIONS>> {
  /** The consumer's name, for dead letters. */
  readonly name: string;
  /** A folder for checkpoints, of this consumer alone. Default: none; then everything is replayed each time. */
  readonly dir?: string;
  readonly signal?: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: (progress: Progress) => void;
  readonly onNote?: (note: string) => void;
  /** The clock of dead letters, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
}

const STATE = called('a state with apply, save and load', objectWith('apply', 'save', 'load'));

/**
 * Loads the state from its last checkpoint and applies what has come since, then what comes. An event that `apply`
 * refuses, and bytes that aren't an event, go to the log's dead letters; neither stops it.
 *
 * @example
 * let clicks = 0; // the state
 * const state: LogState = {
 *   apply: ({ event }) => { if (event.type === 'click') clicks++; },
 *   save: () => Buffer.from(String(clicks)),
 *   load: (saved) => { clicks = Number(saved ?? 0); },
 * };
 * const log = await EmbeddedLog.open('data/clicks');
 * await log.append([{ type: 'click', userId: '196', itemId: '50' }]);
 * await applyEvents(log, state, { name: 'clicks', dir: 'data/clicks/state', follow: false });
 * clicks; // 1, and 1 if it runs again
 * await log.close();
 * @returns how far it came, when the signal aborts, or at the end of the log without `follow`
 * @throws LabError `OFFSET` if events since the checkpoint have been removed from the log
 */
export async function applyEvents(log: EventLog, state: LogState, given: ApplyEvents): Promise<Progress> {
  checkArgument('applyEvents', 'log', log, EVENT_LOG);
  checkArgument('applyEvents', 'state', state, STATE);
  mustBeOptions('applyEvents', given, "{ name: 'clicks' }");
  checkArgument('applyEvents', 'name', given.name, TEXT);
  const { name, dir, signal, onProgress, onNote = () => {}, now = Date.now, ...options } = given;
  const { follow, saveEvery, saveShare, most, rememberIds } = APPLY_OPTIONS.resolve(options);
  const checkpoint = dir === undefined ? undefined : new Checkpoint(dir, onNote);
  let saved = await checkpoint?.load();
  if (saved && saved.log !== log.id) {
    onNote('the checkpoint is of another log; starting from the beginning of this one');
    saved = undefined;
  }
  state.load(saved?.state);
  const counted = new Counted(rememberIds, saved?.extra);
  let progress: Progress = {
    offsets: saved?.offsets ?? (await log.starts()),
    applied: 0,
    twice: 0,
    setAside: 0,
    lag: 0,
  };
  let letters: DeadLetter[] = [];
  let savedAt = performance.now(); // not the clock, which may be set back
  let wait = saveEvery;
  let isSaved = true;

  // Letters first: what the checkpoint includes isn't read again.
  const save = async () => {
    await log.deadLetters.add(letters);
    letters = [];
    const begun = performance.now();
    await checkpoint?.save({ log: log.id, offsets: progress.offsets, extra: counted }, piecesOf(state));
    savedAt = performance.now();
    wait = waitAfter(savedAt - begun, { saveEvery, saveShare });
    isSaved = true;
  };

  for await (const batch of log.read({ from: progress.offsets, follow, most, signal })) {
    const done = applyBatch(batch, {
      apply: (event) => state.apply(event),
      countedOf: () => (rememberIds > 0 ? counted : undefined),
      name,
      now: now(),
    });
    letters.push(...done.letters);
    progress = {
      offsets: batch.next,
      applied: progress.applied + done.applied,
      twice: progress.twice + done.twice,
      setAside: progress.setAside + done.letters.length,
      lag: batch.lag,
    };
    isSaved = false;
    onProgress?.(progress);
    if (performance.now() - savedAt >= wait) {
      await save().catch((error: Error) =>
        onNote(`the state can't be saved, which will be retried: ${error.message}`),
      );
    }
  }
  if (!isSaved) await save();
  return progress;
}

/** The state as it is saved. */
export function piecesOf(state: LogState): Iterable<Uint8Array> {
  return state.pieces?.() ?? [state.save()];
}

/** Milliseconds until the next checkpoint, after one that took `took` of them: its share of the time is `saveShare` at most. */
export function waitAfter(
  took: number,
  { saveEvery, saveShare }: { readonly saveEvery: number; readonly saveShare: number },
): number {
  return Math.max(saveEvery, took * (1 / saveShare - 1));
}
