/** What a fitted model consists of: the train set and the learned state, replaced as a whole by a fit or an update. */
import { Interactions } from '../data/table/interactions';
import type { RatingUpdate } from '../data/table/rating-updates';
import { ContextReader, type ContextUser } from './context-reader';
import { FitRun } from './fit-run';
import type { FitOptions } from './model';
import { NotFittedError, StaleError, TrainRowsError } from './model-errors';
import { type ModelUpdate, type UpdateSummary, updateSummary } from './model-update';
import type { TrainSummary } from './train-summary';

/** The parts, all of the same fit or update. */
interface Parts<State> {
  readonly summary: TrainSummary;
  readonly state: State;
  readonly contexts: ContextReader;
}

/** The fitted state of a model. Every getter but `version` and `exists` throws NotFittedError before the first fit. */
export class Fitted<State> {
  readonly #model: ContextUser;
  #parts: Parts<State> | undefined;
  #version = 0;
  /** The last requested update, finished or not. */
  #updating: Promise<unknown> = Promise.resolve();

  constructor(model: ContextUser) {
    this.#model = model;
  }

  get exists(): boolean {
    return this.#parts !== undefined;
  }

  /** Increases with every fit and update. */
  get version(): number {
    return this.#version;
  }

  get parts(): Parts<State> {
    if (this.#parts) return this.#parts;
    throw new NotFittedError(this.#model.name);
  }

  /** The train set. @throws TrainRowsError if the model was saved without its train ratings */
  get train(): Interactions {
    const { summary } = this.parts;
    if (summary instanceof Interactions) return summary;
    throw new TrainRowsError(this.#model.name, 'this');
  }

  /** Called before a fit: a fit that fails leaves the model unfitted. */
  forget(): void {
    this.#parts = undefined;
  }

  set(summary: TrainSummary, state: State): void {
    this.#parts = { summary, state, contexts: new ContextReader(this.#model, summary) };
    this.#version++;
  }

  /**
   * Changes the train set and has the model learn the difference. Updates run one after the other, and one that fails
   * changes nothing.
   * @param learn returns the next state @param done is called with it
   */
  update(
    updates: Iterable<RatingUpdate>,
    options: FitOptions,
    learn: (update: ModelUpdate, state: State, run: FitRun) => Promise<State> | State,
    done: (train: Interactions, state: State) => void,
  ): Promise<UpdateSummary> {
    const given = Array.from(updates);
    const turn = this.#updating.then(async () => {
      const { train: before, version } = this;
      const { state } = this.parts;
      const run = new FitRun(this.#model.name, options);
      run.throwIfAborted();
      const { table: train, changed } = before.updated(given);
      const update = { before, train, changed };
      if (train !== before) {
        const next = await learn(update, state, run);
        await run.finish();
        if (this.version !== version || !this.exists) {
          throw new StaleError(this.#model.name, 'the model was refitted during the update; update it again');
        }
        done(train, next);
      }
      return updateSummary(update);
    });
    this.#updating = turn.catch(() => undefined);
    return turn;
  }
}
