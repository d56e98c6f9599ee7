/** All bandits of an experiment: they follow the lines of its log. */
import { DataError } from '../../../core/errors';
import type { ServedModel } from '../../served/served-model';
import type { ExperimentDefinition } from '../definition';
import type { OpenList } from '../join';
import type { LogLine, Mark } from '../log-line';
import { Bandit } from './bandit';
import { exploredItems, hasUserVectors } from './candidates';

export class Bandits {
  readonly #ofArm: ReadonlyMap<string, Bandit>;
  /** Times of clicks that are being stored: what they may still change isn't learned before. */
  readonly #held = new Set<{ readonly time: number }>();

  constructor({ arms, joinMinutes }: Pick<ExperimentDefinition, 'arms' | 'joinMinutes'>) {
    this.#ofArm = new Map(
      arms.flatMap(({ name, explore }) => (explore ? [[name, new Bandit(explore, joinMinutes)]] : [])),
    );
  }

  of(arm: string | null): Bandit | undefined {
    return arm === null ? undefined : this.#ofArm.get(arm);
  }

  get all(): readonly (readonly [string, Bandit])[] {
    return [...this.#ofArm];
  }

  /** @param modelOf gives the model of an arm, from now on */
  serve(modelOf: (arm: string) => ServedModel): void {
    for (const [arm, bandit] of this.#ofArm) bandit.serve(modelOf(arm));
  }

  /** @param list of a click: on which the item was */
  add(line: LogLine, list?: OpenList): void {
    if (line.type === 'exposure') this.of(line.arm)?.shown(line);
    else if (line.type === 'click' && list) this.of(list.arm)?.clicked(line, list);
    else if (line.type === 'mark' && line.arm !== undefined) this.of(line.arm)?.marked(line);
  }

  /** Learns what is known by now; until when that is. */
  learn(now: number): number {
    let until = now;
    for (const { time } of this.#held) until = Math.min(until, time);
    for (const bandit of this.#ofArm.values()) bandit.learn(until);
    return until;
  }

  /** Learns nothing that isn't known by this time before the returned function is called. */
  hold(time: number): () => void {
    const held = { time };
    this.#held.add(held);
    return () => this.#held.delete(held);
  }

  /** The marks that freeze bandits, or let them learn again; none for those that do already. */
  marks(isFrozen: boolean, { time, why, arm }: MarkOptions): Mark[] {
    return this.all
      .filter(([name, bandit]) => bandit.isFrozen !== isFrozen && (arm === undefined || arm === name))
      .map(([name]) => ({
        ...{
          type: 'mark',
          time,
          what: isFrozen ? 'frozen' : 'learning',
          words: `${name}, ${why}`,
          arm: name,
        },
      }));
  }

  /** When the log has been read. */
  resume(): void {
    for (const bandit of this.#ofArm.values()) bandit.resume();
  }
}

interface MarkOptions {
  readonly time: number;
  /** `by hand`. */
  readonly why: string;
  /** Default: all. */
  readonly arm?: string;
}

/** @throws DataError for a bandit that can't work with the model of its arm, with the field and its value */
export function checkBandits(
  { name, arms }: ExperimentDefinition,
  modelOf: (arm: string) => ServedModel,
): void {
  const bandits = new Bandits({ arms, joinMinutes: 1 });
  for (const [n, { name: arm, explore }] of arms.entries()) {
    if (!explore) continue;
    const model = modelOf(arm);
    const refuse = (what: string) => new DataError(`experiment ${name}: arms.${n}.explore.${what}`);
    if (bandits.of(arm)!.policy.needs.context && !hasUserVectors(model)) {
      throw refuse(
        `policy must be one without context for ${model.label}, which has no user vectors, got "${explore.policy}"`,
      );
    }
    const { candidates } = explore;
    if (typeof candidates === 'string' || exploredItems(model, candidates).length > 0) continue;
    throw refuse(
      `candidates must have an item of the model ${model.label}, got ${JSON.stringify(candidates)}`,
    );
  }
}
