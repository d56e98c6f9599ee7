/** Checks of what policies are given. All throw OptionError: the class, the field, the value, and what is allowed. */
import { inspect } from 'node:util';
import { DataError, OptionError } from '../../core/errors';
import type { ArmId, Context, Needs, Reward } from '../policy';

/** Larger numbers would overflow when they are squared and summed up, and spoil what was learned. */
const LARGEST = 1e50;
const isModerate = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= LARGEST;

const shown = (value: unknown): string => (value === undefined ? 'none' : inspect(value, { depth: 1 }));

/** Whether this can be the name of an arm. */
export function isArm(value: unknown): value is ArmId {
  return typeof value === 'string' || Number.isFinite(value);
}

function checkArm(owner: string, field: string, value: unknown): void {
  if (isArm(value)) return;
  throw new OptionError(`${owner}: ${field} must be a string or a finite number, got ${shown(value)}`);
}

/** The candidates must be different arms, at least one. */
export function checkCandidates(owner: string, candidates: unknown): asserts candidates is readonly ArmId[] {
  if (!Array.isArray(candidates) || candidates.length === 0) {
    const got = Array.isArray(candidates) ? 'an empty list' : shown(candidates);
    throw new OptionError(`${owner}: candidates must be a list of at least one arm, got ${got}`);
  }
  const seen = new Set<unknown>();
  for (const arm of candidates) {
    checkArm(owner, 'a candidate', arm);
    if (seen.has(arm))
      throw new OptionError(`${owner}: candidates must be different arms, got ${shown(arm)} twice`);
    seen.add(arm);
  }
}

/** A context must have numbers, and as many as before. @param features undefined if none came before */
export function checkContext(
  owner: string,
  context: unknown,
  features: number | undefined,
): asserts context is Context {
  const isList = Array.isArray(context) && context.length > 0;
  if (!isList || !context.every(isModerate)) {
    const bad = isList ? context.find((value) => !isModerate(value)) : context;
    throw new OptionError(
      `${owner}: context must be a list of numbers from -1e50 to 1e50, at least one, got ${shown(bad)}`,
    );
  }
  if (features === undefined || context.length === features) return;
  throw new OptionError(
    `${owner}: context must have ${features} numbers, as the first one, got ${context.length}`,
  );
}

/** A reward must bring what the policy needs. */
export function checkReward(owner: string, row: Reward, needs: Needs): void {
  if (typeof row !== 'object' || row === null) {
    throw new OptionError(`${owner}: a row must be { action, reward, … }, got ${shown(row)}`);
  }
  checkArm(owner, 'action', row.action);
  const { reward, weight = 1, time = 0, propensity = needs.propensity ? undefined : 1 } = row;
  const fields: [string, unknown, boolean, string][] = [
    ['reward', reward, isModerate(reward), 'a number from -1e50 to 1e50'],
    ['weight', weight, weight > 0 && weight <= 1, 'a number above 0 and at most 1'],
    ['time', time, Number.isFinite(time) && time >= 0, 'a number of at least 0'],
    [
      'propensity',
      propensity,
      Number(propensity) > 0 && Number(propensity) <= 1,
      'a number above 0 and at most 1',
    ],
  ];
  if (needs.unitRewards) fields[0] = ['reward', reward, reward >= 0 && reward <= 1, 'a number from 0 to 1'];
  for (const [name, value, isRight, allowed] of fields) {
    if (isRight && typeof value === 'number') continue;
    throw new OptionError(
      `${owner}: ${name} must be ${allowed}, got ${shown(value)} for arm ${shown(row.action)}`,
    );
  }
  if (needs.propensity) {
    checkCandidates(owner, row.candidates);
    if (!row.candidates.includes(row.action))
      throw new OptionError(`${owner}: candidates must include the action, got ${shown(row.action)}`);
  }
}

/** Arms of a JSON: pairs of an id and what belongs to it. @throws DataError for anything else */
export function armPairs(owner: string, json: unknown): (readonly [ArmId, unknown])[] {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && isArm(pair[0]);
  if (!Array.isArray(json) || !json.every(isPair) || new Set(json.map(([arm]) => arm)).size < json.length) {
    throw new DataError(`policy JSON: arms of ${owner} must be a list of [id, numbers], each id once`);
  }
  return json;
}

/**
 * A list of finite numbers from a JSON.
 * @param notNegative the places of counts, variances, and others that are at least 0
 * @throws DataError for anything else
 */
export function jsonNumbers(
  owner: string,
  arm: ArmId,
  json: unknown,
  length: number,
  notNegative: readonly number[] = [],
): Float64Array {
  if (Array.isArray(json) && json.length === length && json.every((value) => Number.isFinite(value))) {
    const negative = notNegative.find((place) => json[place] < 0);
    if (negative === undefined) return Float64Array.from(json);
    throw new DataError(
      `policy JSON: number ${negative + 1} of arm ${shown(arm)} of ${owner} must be at least 0, got ${json[negative]}`,
    );
  }
  throw new DataError(
    `policy JSON: arm ${shown(arm)} of ${owner} must have ${length} finite numbers, got ${shown(json)}`,
  );
}
