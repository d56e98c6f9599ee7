import { called, checkArgument, objectWith, POSITIVE_WHOLE } from '../../core/arguments';
import { ratioMetric } from '../means/ratio-metric';
import { welchFromMoments } from '../means/welch';
import { pooledZTest } from '../proportions/two-proportions';
import type { CreditedView, Evidence } from './evidence';
import { byArm, type UserSum, userSums } from './user-sums';

const EVIDENCE = called('the evidence of faultyExperiment(…)', objectWith('log', 'days', 'looks'));

/** What an analyst would report. */
export interface Reading {
  /** Of the click-through rates, treatment minus control. */
  readonly difference: number;
  /** As it is read, faults included: the smallest of all looks and metrics. */
  readonly p: number;
}

/**
 * What someone reads from the evidence who doesn't know of the fault: they stop at the first look with p < 0.05, or report
 * the metric with the smallest p. Cost: O(views · looks).
 *
 * @throws OptionError if an arm has fewer than two users
 * @example
 * reading(faultyExperiment()); // { difference: 0.003, p: 0.7 }
 */
export function reading(evidence: Evidence): Reading {
  checkArgument('reading', 'evidence', evidence, EVIDENCE);
  const { log, days, looks } = evidence;
  checkArgument('reading', 'looks', looks, POSITIVE_WHOLE);
  let last: Reading | undefined;
  for (let look = 1; look <= looks; look++) {
    const soFar = log.filter(({ day }) => day < (days * look) / looks);
    last = atOnce(soFar, evidence);
    if (last.p < 0.05) return last;
  }
  return last!;
}

function atOnce(log: readonly CreditedView[], { unit, metrics }: Evidence): Reading {
  const arms = byArm(userSums(log).values());
  const difference = ctr(arms.treatment) - ctr(arms.control);
  if (unit === 'impression') {
    return {
      difference,
      p: pooledZTest({ treatment: count(arms.treatment), control: count(arms.control) }).p,
    };
  }
  const readings =
    metrics === 1 ? [test(log)] : Array.from({ length: metrics }, (_, m) => test(onlyGroup(log, m, metrics)));
  return readings.reduce((best, one) => (one.p < best.p ? one : best));
}

/** Clicks per item by arm, with the user as the unit. */
function test(log: readonly CreditedView[]): Reading {
  const arms = byArm(userSums(log).values());
  const ofArm = (sums: readonly UserSum[]) =>
    ratioMetric(
      sums.map(({ clicks }) => clicks),
      sums.map(({ items }) => items),
    );
  return welchFromMoments({ treatment: ofArm(arms.treatment), control: ofArm(arms.control) });
}

/** Only the clicks on a group of items: a metric of its own. */
function onlyGroup(log: readonly CreditedView[], group: number, groups: number): CreditedView[] {
  const isIn = (item: string) => Number(item.slice(1)) % groups === group;
  return log.map((view) => ({ ...view, clicks: view.clicks.filter(isIn) }));
}

const count = (sums: readonly UserSum[]) => ({
  successes: sums.reduce((sum, { clicks }) => sum + clicks, 0),
  trials: sums.reduce((sum, { items }) => sum + items, 0),
});

function ctr(sums: readonly UserSum[]): number {
  const { successes, trials } = count(sums);
  return successes / trials;
}
