/** What estimators are given. */
import {
  called,
  checkArgument,
  checkOptions,
  FUNCTION,
  type Kind,
  LIST,
  objectWith,
} from '../../../core/arguments';
import { OptionError } from '../../../core/errors';

/** A log as an argument. */
export const DATA = called(
  'a log, as OffPolicyData.fromRounds returns it',
  objectWith('action', 'reward', 'propensity', 'actions'),
);

/** Weighted rounds as an argument. */
export const ROUNDS = called(
  'rounds with weights, as weigh returns them',
  objectWith('weight', 'weights', 'terms', 'data'),
);

/** An estimate as an argument. */
export const ESTIMATE = called(
  'an estimate, as ips returns it',
  objectWith('value', 'standardError', 'blocks'),
);

/** A number for each action. */
export const ACTION_VALUES: Kind = {
  allowed: 'a list of numbers, or a function that fills the row of a round',
  allows: (given) => LIST.allows(given) || FUNCTION.allows(given),
};

/** @param own the estimator's own options, with examples @throws OptionError for other rounds, or a misspelled option */
export function checkEstimate(owner: string, rounds: unknown, options: object, own: object = {}): void {
  checkArgument(owner, 'rounds', rounds, ROUNDS);
  checkOptions(owner, options, { alpha: 0.05, range: { low: 0, high: 1 }, ...own });
}

/** @throws OptionError unless there is a hyperparameter to try, and a function for its estimate */
export function checkTuning(owner: string, values: readonly number[], estimateWith: unknown): void {
  checkArgument(owner, 'values', values, LIST);
  checkArgument(owner, 'estimateWith', estimateWith, FUNCTION);
  if (values.length === 0) throw new OptionError(`${owner}: values must have at least one number, got none`);
}
