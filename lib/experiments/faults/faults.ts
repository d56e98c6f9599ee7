/** The fault cabinet: what goes wrong in A/B tests, each with the detector that finds it. */
import { beforeStartDetector } from './detectors/before-start';
import { exposureDetector } from './detectors/exposure';
import { fadingDetector } from './detectors/fading';
import { fewWithMostDetector } from './detectors/few-with-most';
import { looksDetector } from './detectors/looks';
import { metricsDetector } from './detectors/metrics';
import { placesDetector } from './detectors/places';
import { powerDetector } from './detectors/power';
import { sampleRatioDetector } from './detectors/sample-ratio';
import { sharedSaltDetector } from './detectors/shared-salt';
import { twoArmsDetector } from './detectors/two-arms';
import { unitDetector } from './detectors/unit';
import type { Evidence, Sign } from './evidence';
import type { FaultName } from './faulty-experiment';

export interface Fault {
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** What to look at. */
  readonly detector: string;
  readonly detect: (evidence: Evidence) => Sign;
  /** What to do instead, in one sentence. */
  readonly cure: string;
}

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  peeking: {
    what: 'The test is repeated every day, and the first p below 0.05 ends it.',
    detector: 'number of looks',
    detect: looksDetector,
    cure: 'Use always-valid intervals, or plan the looks.',
  },
  'lost users': {
    what: 'The treatment crashes for some users before their visit is logged.',
    detector: 'sample ratio',
    detect: sampleRatioDetector,
    cure: 'Log the assignment before anything else, and find out who is missing.',
  },
  'impressions as units': {
    what: 'Every impression counts as independent, though one user makes many.',
    detector: 'design effect',
    detect: unitDetector,
    cure: 'Use the delta method, with the user as the unit.',
  },
  'a used salt': {
    what: 'Two experiments have the same salt, so the same users are treated in both.',
    detector: 'correlation of arms',
    detect: sharedSaltDetector,
    cure: 'Give each experiment a salt of its own.',
  },
  'carry-over': {
    what: 'The experiment restarts with its old salt, and the treatment’s users remember a bug.',
    detector: 'difference before the start',
    detect: beforeStartDetector,
    cure: 'Restart with a new salt, which spreads the users who remember over both arms.',
  },
  'a banner above': {
    what: 'The treatment’s list begins two places lower on the page.',
    detector: 'places by arm',
    detect: placesDetector,
    cure: 'Show both lists at the same places, or correct clicks for looks.',
  },
  novelty: {
    what: 'Users try what is new, and stop after a few visits.',
    detector: 'first visits and later ones',
    detect: fadingDetector,
    cure: 'Run longer, and decide by the later visits.',
  },
  bots: {
    what: 'One user in fifty is a program that visits often and never clicks.',
    detector: 'views of the busiest',
    detect: fewWithMostDetector,
    cure: 'Exclude bots by a list that was made before the experiment.',
  },
  'too few users': {
    what: 'So few users take part that only a lucky result is significant.',
    detector: 'power',
    detect: powerDetector,
    cure: 'Compute the number of users before the start.',
  },
  'many metrics': {
    what: 'Twenty metrics are tested, and the best one is reported.',
    detector: 'number of metrics',
    detect: metricsDetector,
    cure: 'Name one metric before the start, and correct the others by Benjamini and Hochberg.',
  },
  'shadow credit': {
    what: 'The treatment runs in the shadow, and is credited with clicks on the live list.',
    detector: 'items that were shown',
    detect: exposureDetector,
    cure: 'Judge a list by clicks only where it was shown: interleave, or test.',
  },
  'reshuffled ramp-up': {
    what: 'After a week, more users are let in, and everybody draws an arm again.',
    detector: 'users in both arms',
    detect: twoArmsDetector,
    cure: 'Decide with different hashes whether a user takes part, and in which arm.',
  },
};
