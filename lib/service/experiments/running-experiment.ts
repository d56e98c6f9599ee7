/** The experiment that a service runs: shows lists, records them, joins what users do, and knows the results. */
import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ServedModel } from '../served/served-model';
import { Allocation } from './allocation';
import type { Arms } from './arms';
import { frozenChanges } from './bandit/explore-definition';
import { checkChange } from './check-change';
import { type ExperimentDefinition, phaseOf } from './definition';
import { ExperimentLog } from './experiment-log';
import type { ExperimentMetrics } from './experiment-metrics';
import type { Fate } from './fate';
import type { Arrived } from './join';
import { listFacts } from './list-facts';
import type { Exposure, Mark, Outcome, Uncounted } from './log-line';
import { type Asked, madeList } from './made-list';
import type { RequestIds } from './request-ids';
import { type ExperimentResults, resultsOf, type Status } from './results';
import { LossCounts } from './shadow/loss-counts';
import { Shadows } from './shadow/shadows';
import { plainly, type Shown } from './shown';
import {
  type Replayed,
  redefined,
  replayed,
  statusOf,
  storeDefinition,
  storedDefinition,
} from './stored-experiment';
import type { Tally } from './tally';

/** What surrounds an experiment. */
export interface ExperimentSurroundings {
  readonly ids: RequestIds;
  readonly metrics: ExperimentMetrics;
  readonly onNote: (note: string) => void;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
}

export class RunningExperiment {
  #definition: ExperimentDefinition;
  #allocation: Allocation;
  #arms: Arms | undefined;
  #shadows: Shadows | undefined;
  readonly #losses: LossCounts;

  private constructor(
    readonly dir: string,
    definition: ExperimentDefinition,
    private known: Replayed,
    private readonly log: ExperimentLog,
    private readonly around: ExperimentSurroundings,
  ) {
    this.#definition = definition;
    this.#allocation = new Allocation(definition);
    // If they can't be stored, the log says so.
    this.#losses = new LossCounts((lines) => void log.append(lines).catch(() => undefined), around.now);
  }

  /**
   * Opens the experiment in its folder, begun or new; it does nothing before `serve`.
   * @throws DataError if it has begun and the definition isn't the one it began with, except for more traffic
   */
  static async open(
    root: string,
    definition: ExperimentDefinition,
    around: ExperimentSurroundings,
  ): Promise<RunningExperiment> {
    const dir = path.join(root, definition.name);
    await mkdir(dir, { recursive: true });
    const before = await storedDefinition(dir);
    const one = before ?? definition;
    const known = await replayed(dir, one, around.ids);
    if (before && known.tally.hasBegun) checkChange(before, definition);
    return new RunningExperiment(dir, one, known, await ExperimentLog.open(dir, around.onNote), around);
  }

  get tally(): Tally {
    return this.known.tally;
  }

  get definition(): ExperimentDefinition {
    return this.#definition;
  }

  get status(): Status {
    return statusOf(this.#definition, this.tally, this.around.now());
  }

  /** Whether the definition may take this one's place. @throws DataError */
  check(next: ExperimentDefinition): void {
    if (this.tally.hasBegun) checkChange(this.#definition, next);
  }

  /** From now on by these models, and with this traffic. @param dir folders of challengers are relative to it */
  async serve(definition: ExperimentDefinition, arms: Arms, dir: string): Promise<void> {
    const { traffic, name } = definition;
    const before = this.#definition;
    if (!this.tally.hasBegun) {
      // Before anybody has seen an arm, it may be another one. All at once: requests go on meanwhile.
      this.known = redefined(this.known, definition);
      this.#follow(definition, arms);
    }
    const marks: Mark[] = [];
    const mark = (what: Mark['what'], words: string) =>
      marks.push({ type: 'mark', time: this.around.now(), what, words });
    const percent = `${Number((100 * traffic).toPrecision(3))}% of users take part`;
    if (!this.tally.marks.some(({ what }) => what === 'started')) {
      mark('started', `${phaseOf(definition)}; ${percent}`);
    } else if (traffic > before.traffic) mark('ramp', percent);
    const models = this.tally.marks.findLast(({ what }) => what === 'models');
    if (models?.words !== arms.words) mark('models', arms.words);
    // Before the definition is stored: if that fails, it is another one, still, and this is done again.
    for (const { arm, isFrozen } of frozenChanges(await storedDefinition(this.dir), definition)) {
      await this.freeze(isFrozen, 'by experiment.json', arm);
    }
    await storeDefinition(this.dir, definition);
    await this.#mark(marks);
    this.#follow(definition, arms);
    this.#startShadows(dir);
    this.around.onNote(`experiment ${name}: ${this.status}, ${percent}`);
  }

  #follow(definition: ExperimentDefinition, arms: Arms): void {
    this.#definition = definition;
    this.#allocation = new Allocation(definition);
    this.#arms = arms;
    this.tally.bandits.serve((arm) => arms.of(arm));
  }

  /** The list for a user, recorded. The user sees the same arm each time. */
  async show(user: string, own: ServedModel, { listBy, asked }: Asked): Promise<Shown> {
    const { name, arms } = this.#definition;
    const time = this.around.now();
    if (!this.#arms || this.status !== 'running') return { ...plainly(own, listBy), experiment: null };
    const { arm, out, share } = this.#allocation.of(user);
    if (out === 'excluded') return { ...plainly(own, listBy), experiment: name };
    const requestId = this.around.ids.make(user, time);
    const began = performance.now();
    const by = {
      ...this.around,
      definition: this.#definition,
      arms: this.#arms,
      bandits: this.tally.bandits,
    };
    const made = madeList({ arm, own, listBy, asked, requestId }, by);
    const { list, model, teams, probability = 1, failed, explored, unexplored } = made;
    const ms = Math.round(1000 * (performance.now() - began)) / 1000;
    const { items, cold, tail, genres } = listFacts(list, own);
    // One object of one form, without copies in between: this is done for each list.
    const exposure: Exposure = {
      type: 'exposure',
      time,
      requestId,
      userId: user,
      arm,
      out,
      model,
      propensity: share * probability,
      items,
      teams,
      explored,
      unexplored,
      ms,
      failed,
      cold,
      tail,
      genres,
    };
    try {
      await this.log.append([exposure]);
    } catch {
      this.around.metrics.unrecorded.inc({ experiment: name });
      return { list, model, requestId: null, experiment: name, arm };
    }
    this.known.joiner.add(exposure);
    this.tally.add(exposure);
    this.around.metrics.exposures.inc({ experiment: name, arm: arm ?? `(${out})` });
    if (unexplored) this.around.metrics.unexplored.inc({ experiment: name, arm: arm!, reason: unexplored });
    if (arm === arms[0].name) this.#shadows?.compare(exposure, list, asked);
    return { list, model, requestId, experiment: name, arm };
  }

  /** What becomes of clicks and ratings; resolves when those that are joined are on disk. */
  async join(events: readonly Arrived[], goodAbove: number): Promise<Fate[]> {
    const joined: Outcome[] = [];
    const now = this.around.now();
    const fates = events.map((event) => {
      const { fate, outcome } = this.known.joiner.join(event, now);
      if (outcome) joined.push(withGood(outcome, goodAbove));
      return fate;
    });
    const release = this.tally.bandits.hold(now);
    try {
      if (joined.length > 0) await this.log.append(joined);
      // Also for duplicates: the first one may not be on disk yet.
      if (fates.some((fate) => fate === 'joined' || fate === 'duplicate')) await this.log.flush();
      for (const outcome of joined) this.tally.add(outcome, this.known.joiner.listOf(outcome.requestId));
    } catch (error) {
      for (const outcome of joined) this.known.joiner.forget(outcome);
      throw error;
    } finally {
      release();
    }
    return fates;
  }

  /** Counts what became of events, also over restarts; those that are joined are in the log already. */
  async count(all: readonly Fate[]): Promise<void> {
    const { name } = this.#definition;
    const fates: Partial<Record<Fate, number>> = {};
    for (const fate of all) {
      this.around.metrics.events.inc({ experiment: name, fate });
      if (fate !== 'joined') fates[fate] = (fates[fate] ?? 0) + 1;
    }
    if (Object.keys(fates).length === 0) return;
    const line: Uncounted = { type: 'uncounted', time: this.around.now(), fates };
    this.tally.add(line);
    await this.log.append([line]).catch(() => undefined); // the log says so
  }

  /** Shows everyone the service's own model from now on, also after a restart. Resolves when that is on disk. */
  async stop(words: string): Promise<void> {
    if (this.status === 'stopped') return;
    await this.#mark([{ type: 'mark', time: this.around.now(), what: 'stopped', words }]);
    this.#shadows?.close();
    this.around.onNote(`experiment ${this.#definition.name}: stopped ${words}`);
  }

  /**
   * Freezes the bandits of all arms, or lets them learn again, also after a restart. Resolves when that is on disk.
   * @param arm only of this one
   */
  async freeze(isFrozen: boolean, why: string, arm?: string): Promise<void> {
    const { bandits } = this.tally;
    const time = bandits.learn(this.around.now());
    const release = bandits.hold(time);
    await this.#mark(bandits.marks(isFrozen, { time, why, arm })).finally(release);
  }

  /** Cost: O(users). */
  results(): ExperimentResults {
    const { status, tally } = this;
    tally.bandits.learn(this.around.now());
    return resultsOf({ definition: this.#definition, allocation: this.#allocation, tally, status });
  }

  /** False if lists can't be recorded now, as on a full disk; they are shown all the same. */
  get isRecorded(): boolean {
    return !this.log.isFailing;
  }

  /** The processes of challengers that are running. */
  get challengerPids(): number[] {
    return this.#shadows?.challengers.flatMap(({ pid }) => pid ?? []) ?? [];
  }

  close(): Promise<void> {
    this.#shadows?.close();
    this.#losses.close();
    return this.log.close();
  }

  /** Starts the challengers, with the models that are in their folders now. */
  #startShadows(dir: string): void {
    this.#shadows?.close();
    this.#shadows = undefined;
    const { shadow, name: experiment } = this.#definition;
    if (shadow.length === 0 || this.status === 'stopped' || this.status === 'ended') return;
    const { metrics, onNote, now } = this.around;
    this.#shadows = new Shadows(shadow, {
      ...{ dir, onNote, now },
      onAnswer: (line) => {
        metrics.shadow.inc({ experiment, challenger: line.challenger, outcome: 'answered' });
        this.tally.add(line);
        this.log.append([line]).catch(() => undefined); // the log says so
      },
      onLoss: (challenger, loss) => {
        metrics.shadow.inc({ experiment, challenger, outcome: loss });
        this.tally.shadowOf(challenger).lose({ [loss]: 1 });
        this.#losses.add(challenger, loss);
      },
    });
  }

  async #mark(marks: readonly Mark[]): Promise<void> {
    if (marks.length === 0) return;
    await this.log.append(marks);
    await this.log.flush();
    for (const mark of marks) this.tally.add(mark);
  }
}

function withGood(outcome: Outcome, goodAbove: number): Outcome {
  return outcome.rating === undefined ? outcome : { ...outcome, isGood: outcome.rating > goodAbove };
}
