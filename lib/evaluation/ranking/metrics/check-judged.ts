/** No list has more hits than places or relevant items; given one, a metric would be above 1. */
import { OptionError } from '../../../core/errors';
import type { JudgedList } from './ranking-metric';

/** @param metric whose error it is. @throws OptionError for what no list can be. Cost: O(k) */
export function checkJudged(metric: string, { hits, relevant, k }: JudgedList): void {
  const fail = (what: string) => {
    throw new OptionError(`${metric}: ${what}`);
  };
  if (!Number.isSafeInteger(k) || k < 1) fail(`k must be a positive whole number, got ${k}`);
  if (!Number.isSafeInteger(relevant) || relevant < 0) {
    fail(`relevant must be a whole number from 0, got ${relevant}`);
  }
  if (hits.length > k) fail(`hits must be at most k = ${k} long, got ${hits.length} places`);
  let count = 0;
  for (let place = 0; place < hits.length; place++) {
    if (hits[place] !== 0 && hits[place] !== 1) {
      fail(`hits must be 0 or 1 each, got ${hits[place]} at place ${place + 1}`);
    }
    count += hits[place];
  }
  if (count > relevant) fail(`hits must be at most the ${relevant} relevant items, got ${count}`);
}
