/** All experiments of a service: the one that it runs, and those in its folder that it has run. */
import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import type { Registry } from 'prom-client';
import { DataError } from '../../core/errors';
import { lockFolder } from '../../core/folder-lock';
import { loadModel } from '../package/model-package';
import type { ServedModel } from '../served/served-model';
import { Arms } from './arms';
import { checkBandits } from './bandit/bandits';
import type { ExperimentDefinition } from './definition';
import { ExperimentMetrics } from './experiment-metrics';
import type { Fate } from './fate';
import type { Arrived } from './join';
import type { Asked } from './made-list';
import { checkDefinition, readDefinition } from './read-definition';
import { RequestIds } from './request-ids';
import type { ExperimentResults } from './results';
import { RunningExperiment } from './running-experiment';
import { plainly, type Shown } from './shown';
import { storedDefinition, storedNames, storedResults } from './stored-experiment';

/** What a service needs to run experiments. */
export interface ExperimentsOptions {
  /**
   * The file `experiment.json`, or what would be in one; read again with each reload. Default: no experiment runs, and
   * results of earlier ones can be asked for.
   */
  readonly experiment?: string | object;
  /** The service's folder for feedback, in which experiments have a folder of their own. */
  readonly feedbackDir: string;
  readonly keepItems?: number;
  readonly registry: Registry;
  readonly onNote: (note: string) => void;
  /** The clock, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
}

export class Experiments {
  #current: RunningExperiment | undefined;
  /** Those that have been replaced: clicks on their lists still count. */
  readonly #replaced = new Set<RunningExperiment>();
  /** Of those that aren't open. */
  readonly #stored = new Map<string, Promise<ExperimentResults | undefined>>();
  readonly #metrics: ExperimentMetrics;

  private constructor(
    private readonly root: string,
    private readonly ids: RequestIds | undefined,
    private readonly options: ExperimentsOptions,
    private readonly unlock: (() => Promise<void>) | undefined,
  ) {
    this.#metrics = new ExperimentMetrics(options.registry);
  }

  /** @throws LabError `LOCKED` if another service runs experiments in the folder */
  static async open(options: ExperimentsOptions): Promise<Experiments> {
    const root = path.join(options.feedbackDir, 'experiments');
    if (options.experiment === undefined) return new Experiments(root, undefined, options, undefined);
    await mkdir(root, { recursive: true });
    const unlock = await lockFolder(root);
    try {
      return new Experiments(root, await RequestIds.of(root), options, unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** The experiment that is running now, or scheduled, or has come to its end. */
  get current(): RunningExperiment | undefined {
    return this.#current;
  }

  /**
   * Reads the experiment and loads the models of its arms. Nothing changes if that fails.
   * @param own the model that the service will serve from now on
   * @returns what begins to serve it
   * @throws DataError for a bad file, or a change that isn't allowed; PackageError for a model that can't be loaded
   */
  async prepare(own: ServedModel): Promise<() => Promise<void>> {
    const { experiment } = this.options;
    if (experiment === undefined || !this.ids) return async () => undefined;
    const definition =
      typeof experiment === 'string' ? await readDefinition(experiment) : checkDefinition(experiment);
    await this.#checkSalt(definition);
    const dir = typeof experiment === 'string' ? path.dirname(experiment) : '.';
    const arms = await Arms.load(definition, own, {
      load: loadModel,
      dir,
      keepItems: this.options.keepItems,
    });
    checkBandits(definition, (arm) => arms.of(arm));
    const open = this.#open.find((one) => one.definition.name === definition.name);
    open?.check(definition);
    const next = open ?? (await RunningExperiment.open(this.root, definition, this.#around()));
    return async () => {
      const before = this.#current;
      await next.serve(definition, arms, dir);
      this.#current = next;
      this.#replaced.delete(next);
      this.#stored.delete(definition.name);
      if (!before || before === next) return;
      this.#replaced.add(before);
      await before.stop(`as ${definition.name} takes its place`);
    };
  }

  get #open(): RunningExperiment[] {
    return [...(this.#current ? [this.#current] : []), ...this.#replaced];
  }

  /** The list of a request. @param user undefined: the request names none, and takes no part */
  async show(user: string | undefined, own: ServedModel, asked: Asked): Promise<Shown> {
    const current = this.#current;
    if (!current) return { ...plainly(own, asked.listBy), experiment: null };
    if (user === undefined) {
      return { ...plainly(own, asked.listBy), experiment: this.running };
    }
    return current.show(user, own, asked);
  }

  /** What becomes of clicks and ratings; undefined if there is no experiment that they could be of. */
  async join(events: readonly Arrived[], { goodAbove }: ServedModel): Promise<Fate[] | undefined> {
    const current = this.#current;
    if (!current) return undefined;
    let fates = await current.join(events, goodAbove);
    for (const replaced of this.#replaced) {
      const orphans = events.filter((_, n) => fates[n] === 'orphan');
      const others = (await replaced.join(orphans, goodAbove)).values();
      fates = fates.map((fate) => (fate === 'orphan' ? others.next().value! : fate));
    }
    await current.count(fates);
    return fates;
  }

  /** The name of the running experiment; null if none is running. */
  get running(): string | null {
    return this.#current?.status === 'running' ? this.#current.definition.name : null;
  }

  /** Whether the running experiment's lists are recorded; null if none is running. */
  get isRecorded(): boolean | null {
    return this.running === null ? null : this.#current!.isRecorded;
  }

  /** All in the folder, the running one first. */
  async all(): Promise<ExperimentResults[]> {
    const names = await storedNames(this.root);
    const results = await Promise.all(names.map((name) => this.resultsOf(name)));
    return results
      .filter((one) => one !== undefined)
      .sort((a, b) => rank(a.status) - rank(b.status) || startOf(b) - startOf(a));
  }

  async resultsOf(name: string): Promise<ExperimentResults | undefined> {
    const open = this.#open.find(({ definition }) => definition.name === name);
    if (open) return open.results();
    const ids = this.ids ?? new RequestIds(new Uint8Array(32));
    const stored =
      this.#stored.get(name) ??
      storedResults(this.root, name, ids).catch((error: Error) => {
        this.options.onNote(`experiment ${name} can't be read: ${error.message}`);
        return undefined;
      });
    this.#stored.set(name, stored);
    return stored;
  }

  async close(): Promise<void> {
    for (const experiment of this.#open) await experiment.close();
    await this.unlock?.();
  }

  #around() {
    const { onNote, now = Date.now } = this.options;
    return { ids: this.ids!, metrics: this.#metrics, onNote, now };
  }

  /** @throws DataError for a salt that another experiment has used: the same users would be in the same arms again */
  async #checkSalt({ name, salt }: ExperimentDefinition): Promise<void> {
    for (const other of await storedNames(this.root)) {
      if (other === name || (await storedDefinition(path.join(this.root, other)))?.salt !== salt) continue;
      throw new DataError(
        `experiment ${name}: salt must be a new one, got "${salt}", which "${other}" has used: ` +
          'the same users would be in the same arms, with what those have left behind',
      );
    }
  }
}

function rank(status: ExperimentResults['status']): number {
  return status === 'running' || status === 'scheduled' ? 0 : 1;
}

function startOf({ timeline }: ExperimentResults): number {
  return Date.parse(timeline[0]?.time ?? '') || 0;
}
