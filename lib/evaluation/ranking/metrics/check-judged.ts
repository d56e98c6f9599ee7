/** No list has more hits than places or relevant items; otherwise a metric could exceed 1. */
import { checkArgument, objectWith } from '../../../core/arguments';
import { OptionError } from '../../../core/errors';
import type { JudgedList } from './ranking-metric';

const JUDGED = objectWith('hits', 'relevant', 'k');

/** @param metric name for the error. @throws OptionError for an impossible list. Cost: O(k) */
export function checkJudged(metric: string, list: JudgedList): void {
  checkArgument(metric, 'list', list, JUDGED);
  const { hits, relevant, k } = list;
  const fail = (what: string) => {
    throw new OptionError(`${metric}: ${what}`);
  };
  if (!Number.isSafeInteger(k) || k < 1) fail(`k must be a positive whole number, got ${k}`);
  if (!Number.isSafeInteger(relevant) || relevant < 0) {
    fail(`relevant must be a whole number of at least 0, got ${relevant}`);
  }
  if (hits.length > k) fail(`hits must have at most k = ${k} places, got ${hits.length}`);
  let count = 0;
  for (let place = 0; place < hits.length; place++) {
    if (hits[place] !== 0 && hits[place] !== 1) {
      fail(`each of hits must be 0 or 1, got ${hits[place]} at place ${place + 1}`);
    }
    count += hits[place];
  }
  if (count > relevant)
    fail(`hits must not outnumber the relevant items, got ${count} hits and ${relevant} relevant items`);
}
