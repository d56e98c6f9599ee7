/**
 * What a service knows from an event log: it sends feedback to it, and a consumer in the same process applies the events
 * of all partitions to a `LiveModel`, through which lists follow what users have just done.
 */
import { mkdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../core/errors';
import { lockFolder } from '../../core/folder-lock';
import type { UserId } from '../../core/ids';
import type { RegisteredModel } from '../../models/registry';
import { applyEvents, type LogState, type Progress } from '../../streaming/apply-events';
import { applyShare, type ShareProgress } from '../../streaming/apply-share';
import { Checkpoint } from '../../streaming/checkpoint';
import type { LoggedEvent, Position } from '../../streaming/event-log';
import { LiveModel, type LiveRating } from '../../streaming/live-model/live-model';
import { type Deliver, Outbox } from '../../streaming/outbox';
import { partitionOf } from '../../streaming/partition-of';
import { pause } from '../../streaming/pause';
import { StandingLog } from '../../streaming/standing-log';
import type { NewEvent } from '../../streaming/stream-event';
import { Reached } from './reached';
import type { LiveStreamListeners, StreamSource } from './stream-source';

export type { LiveStreamListeners, StreamSource } from './stream-source';

/** Milliseconds before the consumer tries again. */
const RETRY = 1000;
/** Milliseconds between two checkpoints: what came since is read again after a crash. */
const SAVE_EVERY = 5000;
/** Share of the time that they may take, so that at most one event in a hundred waits for one. */
const SAVE_SHARE = 0.01;
/** Milliseconds that an acknowledgment waits for its effect, unless the source says otherwise. */
const EFFECT_WITHIN = 250;

export class LiveStream {
  #live: LiveModel | undefined;
  #lag: number | undefined;
  readonly #reached = new Reached();
  /** The partitions of this service, if it is one of a group, once it has joined that. */
  #share: readonly number[] | undefined;
  #hasCaughtUp = false;
  /** Set once it has been seen that the log is away before the state had caught up. */
  #startedAway = false;
  #consuming: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(
    private readonly log: StandingLog,
    private readonly outbox: Outbox | undefined,
    private readonly source: StreamSource,
    private readonly unlock: () => Promise<void>,
    private readonly listeners: LiveStreamListeners,
  ) {}

  /** @throws LabError `LOCKED` if another service uses the folder */
  static async open(source: StreamSource, listeners: LiveStreamListeners): Promise<LiveStream> {
    const { open, dir, mayBeAway = false } = source;
    await mkdir(dir, { recursive: true });
    const unlock = await lockFolder(dir);
    const log = new StandingLog(open);
    try {
      await log.get().catch((error) => {
        if (!mayBeAway || error.code !== 'BROKER') throw error;
        listeners.onNote(`starting without the event log: ${error.message}`);
      });
      const deliver: Deliver = async (events) => (await log.get()).append(events);
      const { onNote } = listeners;
      const outbox = mayBeAway ? await Outbox.open(path.join(dir, 'outbox'), deliver, { onNote }) : undefined;
      return new LiveStream(log, outbox, source, unlock, listeners);
    } catch (error) {
      await log.close();
      await unlock();
      throw error;
    }
  }

  /** Whether the log can't be reached now. Lists and feedback work all the same, see `StreamSource`. */
  get isAway(): boolean {
    return this.log.isAway;
  }

  /** Events that are durable here and not yet in the log. */
  get waiting(): number {
    return this.outbox?.waiting ?? 0;
  }

  /** Events that were in the log and not applied at the last look; undefined before the first. */
  get lag(): number | undefined {
    return this.#lag;
  }

  /** The partitions that this service answers for; undefined if those are all. */
  get share(): readonly number[] | undefined {
    return this.#share;
  }

  /** The user's partition, if another service of the group answers for it. */
  elsewhere(user: string): number | undefined {
    const partition = this.#share && partitionOf(user, this.log.partitions);
    return partition === undefined || this.#share?.includes(partition) ? undefined : partition;
  }

  /** Whether all events that were there at the start have been applied. */
  get hasCaughtUp(): boolean {
    return this.#hasCaughtUp;
  }

  /** Whether lists are as good as they can be: the state has caught up, or it can't, as the log was away at the start. */
  get isReady(): boolean {
    return this.#hasCaughtUp || this.#startedAway;
  }

  /**
   * Lists follow the events through this model from now on.
   * @throws OptionError if its scale isn't that of the model before
   */
  serve(model: RegisteredModel): void {
    if (this.#live) {
      this.#live.use(model);
      return;
    }
    const { newItems } = this.source;
    this.#live = new LiveModel(model, newItems === undefined ? {} : { newItems });
    this.#consuming = this.#consume(this.#live);
  }

  /**
   * Resolves when the events are durable, and lists follow them or that takes too long, as it does while the log is away.
   * @param model the label of the model that made the lists
   * @returns whether lists follow them
   */
  async append(events: readonly NewEvent[], model: string): Promise<boolean> {
    const named = events.map(
      (event): NewEvent => (isFeedback(event) ? { ...event, model: model.slice(0, 200) } : event),
    );
    const places = await (this.outbox ?? (await this.log.get())).append(named);
    return places !== undefined && this.#isFollowed(places);
  }

  /** Whether the events there are applied soon enough to wait for. */
  async #isFollowed(places: readonly Position[]): Promise<boolean> {
    if (places.some(({ partition }) => this.#share && !this.#share.includes(partition))) return false;
    return this.#reached.isPast(places, this.source.effectWithin ?? EFFECT_WITHIN);
  }

  /** The ratings of a user who has just done something, with those of the train set; undefined for all others. */
  ratingsOf(user: UserId): LiveRating[] | undefined {
    return this.#live?.ratingsOf(user);
  }

  get newPlaces(): number {
    return this.#live?.options.newItems ?? 0;
  }

  readonly newItemsFor: LiveModel['newItemsFor'] = (user, tasteOf) =>
    this.#live?.newItemsFor(user, tasteOf) ?? [];

  knowsUser(user: string): boolean {
    return this.#live?.knowsUser(user) ?? false;
  }

  knowsItem(item: string): boolean {
    // One of another partition may be known to the service that has it.
    return this.elsewhere(item) !== undefined || (this.#live?.knowsItem(item) ?? false);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#consuming;
    await this.outbox?.close();
    await this.log.close();
    await this.unlock();
  }

  /** Applies events until the service is closed, whatever happens. */
  async #consume(live: LiveModel): Promise<void> {
    const { signal } = this.#closing;
    const state: LogState = {
      apply: (event) => this.#apply(live, event),
      save: () => live.save(),
      pieces: () => live.pieces(),
      load: (saved) => live.load(saved),
    };
    const { group } = this.source;
    let noted = '';
    while (!signal.aborted) {
      try {
        await (group === undefined ? this.#catchUp(state) : this.#catchUpShare(live, group));
        noted = '';
      } catch (error) {
        if (signal.aborted) return;
        const { message } = error as Error;
        if (message !== noted)
          this.listeners.onNote(`events can't be applied, which will be retried: ${message}`);
        noted = message;
        if (error instanceof LabError && error.code === 'OFFSET') await this.#startAgain();
        if (this.isAway) await this.#startAway(live);
        await pause(RETRY, signal);
      }
    }
  }

  /** Answers from the last checkpoint until the log is there. */
  async #startAway(live: LiveModel): Promise<void> {
    if (this.isReady) return;
    // In a group, it isn't known which partitions this service will have.
    if (this.source.group === undefined) {
      const saved = await new Checkpoint(this.#stateDir, this.listeners.onNote).load();
      live.load(saved?.state);
    }
    this.#startedAway = true;
  }

  get #stateDir(): string {
    return path.join(this.source.dir, 'state');
  }

  /** Applies what is there, then what comes. */
  async #catchUp(state: LogState): Promise<void> {
    const { signal } = this.#closing;
    const log = await this.log.get();
    const options = this.#applying;
    const onProgress = ({ offsets, lag }: Progress) => this.#applied(new Map(offsets.entries()), lag);
    if (!this.#hasCaughtUp) {
      onProgress(await applyEvents(log, state, { ...options, follow: false, onProgress }));
      if (signal.aborted) return;
      this.#hasCaughtUp = true;
    }
    await applyEvents(log, state, { ...options, onProgress });
  }

  /** The same for the partitions that the group leaves to this service. */
  async #catchUpShare(live: LiveModel, group: string): Promise<void> {
    const part = (partition: number) => ({
      ...live.part(partition),
      apply: (event: LoggedEvent) => this.#apply(live, event),
    });
    const state = { part, drop: (partition: number) => live.drop(partition) };
    const onProgress = ({ offsets, lag, hasCaughtUp }: ShareProgress) => {
      this.#share = [...offsets.keys()].sort((a, b) => a - b);
      this.#hasCaughtUp ||= hasCaughtUp;
      this.#applied(offsets, lag);
    };
    await applyShare(await this.log.get(), group, state, { ...this.#applying, onProgress });
  }

  get #applying() {
    return {
      name: 'live-model',
      dir: this.#stateDir,
      signal: this.#closing.signal,
      saveEvery: SAVE_EVERY,
      saveShare: SAVE_SHARE,
      onNote: this.listeners.onNote,
    };
  }

  #applied(next: ReadonlyMap<number, number>, lag: number): void {
    this.#lag = lag;
    this.#reached.set(next);
  }

  #apply(live: LiveModel, event: LoggedEvent): void {
    live.apply(event);
    if (this.#hasCaughtUp) this.listeners.onEffect(Math.max(0, Date.now() - event.appended) / 1000);
  }

  /** The log isn't the one of the checkpoint any more, or has forgotten the events after it. */
  async #startAgain(): Promise<void> {
    this.listeners.onNote('the state starts again from the oldest event of the log');
    this.#reached.set(new Map());
    await rm(this.#stateDir, { recursive: true, force: true });
    await this.log.renew();
  }
}

/** Whether it is about an item on a list, which a model made. */
function isFeedback(event: NewEvent): event is Extract<NewEvent, { model?: string }> {
  return event.type === 'impression' || event.type === 'click' || event.type === 'rating';
}
