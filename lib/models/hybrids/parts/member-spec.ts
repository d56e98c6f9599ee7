/** The members of a hybrid as its options name them, `{ model, options }`, and the models made from these. */
import { OptionError } from '../../../core/errors';
import type { Option } from '../../../core/options';
import { MEMBER_MODELS } from '../../member-models';
import { entryNamed, type ModelSpec, type RegisteredModel } from '../../model-entry';

/** A member: its name in the registry, and options that differ from the defaults. */
export type MemberSpec = Omit<ModelSpec, 'label'>;

/** An option for a member: `{ model, options }` with the name of a non-hybrid model. */
export function memberSpec({ default: value }: { default: MemberSpec }): Option<MemberSpec> {
  return {
    default: deepFrozen(value),
    allowed: `{ model, options } where model is one of ${memberNames()}`,
    allows: isMemberSpec,
  };
}

/** An option for a list of at least two members. */
export function memberList(list: { default: readonly MemberSpec[] }): Option<readonly MemberSpec[]> {
  return {
    default: deepFrozen(list.default),
    allowed: `a list of at least two { model, options } where model is one of ${memberNames()}`,
    allows: (given) => Array.isArray(given) && given.length >= 2 && given.every(isMemberSpec),
  };
}

function isMemberSpec(value: unknown): value is MemberSpec {
  if (typeof value !== 'object' || value === null) return false;
  const { model, options = {}, ...others } = value as Partial<MemberSpec>;
  const known = MEMBER_MODELS.some((entry) => entry.name === model);
  return known && typeof options === 'object' && options !== null && Object.keys(others).length === 0;
}

/** A new model that stands alone. @throws OptionError for an unknown name or option, or a bad value */
export function newMember({ model, options }: MemberSpec): RegisteredModel {
  return entryNamed(model, MEMBER_MODELS).create(options);
}

/** A new member of a hybrid. @throws OptionError that names the hybrid and the member */
export function memberOf(hybrid: string, member: string, spec: MemberSpec): RegisteredModel {
  try {
    return newMember(spec);
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    throw new OptionError(`${hybrid}: ${member}: ${cause.message}`);
  }
}

function memberNames(): string {
  return MEMBER_MODELS.map((entry) => entry.name).join(', ');
}

function deepFrozen<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object') deepFrozen(inner);
  return Object.freeze(value);
}
