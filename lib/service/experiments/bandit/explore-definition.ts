/** How an arm explores, as `experiment.json` says it, and what is wrong with that. */
import { createPolicy, POLICIES } from '../../../bandits/policies';
import { OptionError } from '../../../core/errors';
import { isWellFormed } from '../../../core/well-formed';

/**
 * Some places of the arm's lists are for items that a policy chooses, to learn who clicks on them; the arm's model makes
 * the rest. See `bandit.ts`.
 */
export interface ExploreDefinition {
  /** Its name in the registry of `lib/bandits`: `BetaThompson`. */
  readonly policy: string;
  /** Those of the policy. Default: its defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The share of a list's places, rounded; at least one place of a list of ten or more. Default 0.1. */
  readonly slots: number;
  /**
   * Which items may take such a place: `new`, those with fewer than 5 ratings in the model's train set; `all`; or those
   * with these ids. Never those that the user has rated, or that are on the list anyway. Default `new`.
   */
  readonly candidates: 'new' | 'all' | readonly string[];
  /** The most candidates for a list. If there are more, this many are drawn at random for each list. Default 50. */
  readonly most: number;
  /** The policy keeps choosing but no longer learns. May change while the experiment runs. Default false. */
  readonly frozen: boolean;
}

const ANY_OBJECT = { type: 'object', additionalProperties: true, default: {} };
const SLOTS = { type: 'number', exclusiveMinimum: 0, maximum: 0.5, default: 0.1 };
const MOST = { type: 'integer', minimum: 2, maximum: 500, default: 50 };

/** For `definition-schema.ts`. */
export const EXPLORE = {
  type: 'object',
  additionalProperties: false,
  required: ['policy'],
  properties: {
    policy: { type: 'string', enum: POLICIES.map(({ name }) => name) },
    options: ANY_OBJECT,
    slots: SLOTS,
    candidates: { default: 'new' }, // checked below, as a text or a list
    most: MOST,
    frozen: { type: 'boolean', default: false },
  },
};

/** What the checks read of an arm. */
interface ExploringArm {
  readonly name: string;
  readonly weight: number;
  readonly explore?: ExploreDefinition;
}

interface Arms {
  readonly arms: readonly ExploringArm[];
}

/**
 * What the schema can't check.
 * @param refuse makes the error of a field, its value, and what is allowed
 */
export function checkExplore(arms: readonly ExploringArm[], refuse: (what: string) => Error): void {
  for (const [n, { weight, explore }] of arms.entries()) {
    if (!explore) continue;
    const { policy, options, candidates } = explore;
    if (weight === 0) throw refuse(`arms.${n}.weight must be above 0 for an arm that explores, got 0`);
    try {
      createPolicy(policy, options);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      throw refuse(`arms.${n}.explore.options: ${error.message}`);
    }
    if (isCandidates(candidates)) continue;
    const got = JSON.stringify(candidates).slice(0, 100);
    throw refuse(
      `arms.${n}.explore.candidates must be "new", "all", or a list of different item ids, at least one, got ${got}`,
    );
  }
}

function isCandidates(given: unknown): boolean {
  if (!Array.isArray(given)) return given === 'new' || given === 'all';
  const isId = (id: unknown) => typeof id === 'string' && id !== '' && isWellFormed(id);
  return given.length > 0 && given.every(isId) && new Set(given).size === given.length;
}

/** The arms that are to be frozen, or to learn again. @param before undefined: nothing was served before */
export function frozenChanges(
  before: Arms | undefined,
  { arms }: Arms,
): { readonly arm: string; readonly isFrozen: boolean }[] {
  const was = new Map(before?.arms.map(({ name, explore }) => [name, explore?.frozen ?? false]));
  return arms.flatMap(({ name, explore }) =>
    explore && explore.frozen !== (was.get(name) ?? false) ? [{ arm: name, isFrozen: explore.frozen }] : [],
  );
}

/** Arms as far as they may not change in an experiment that has begun: without what is frozen. */
export function withoutFrozen<Arm extends object>(arms: readonly Arm[]): readonly object[] {
  return arms.map((arm) => {
    const { explore, ...rest } = arm as Arm & { readonly explore?: Partial<ExploreDefinition> };
    if (explore === undefined) return arm;
    const { frozen: _, ...kept } = explore;
    return { ...rest, explore: kept };
  });
}
