/** All exercises, by id. An exercise is a file and a line here. */
import type { ExerciseSpec } from './exercise-spec';
import { aFilmForAda } from './exercises/00-1-a-film-for-ada';
import { oneStarForHeat } from './exercises/00-2-one-star-for-heat';
import { whoDecidesForDan } from './exercises/00-3-who-decides-for-dan';
import { cosineSimilarity } from './exercises/00-4-cosine-similarity';
import { halfOfAllRatings } from './exercises/01-1-half-of-all-ratings';
import { perfectFilms } from './exercises/01-2-perfect-films';
import { coldUsers } from './exercises/01-3-cold-users';
import { dampedMean } from './exercises/01-4-damped-mean';
import { fewerNeighbors } from './exercises/02-1-fewer-neighbors';
import { shrinkingThatHelps } from './exercises/02-2-shrinking-that-helps';
import { meanOfNeighbors } from './exercises/02-3-mean-of-neighbors';
import { biasesAlone } from './exercises/02b-1-biases-alone';
import { whichIsBetter } from './exercises/02b-2-which-is-better';
import { oneEpoch } from './exercises/02b-3-one-epoch';
import { beatTheDefaults } from './exercises/02b-4-beat-the-defaults';
import { twentyPlaces } from './exercises/03-1-twenty-places';
import { thePopularAndTheGood } from './exercises/03-2-the-popular-and-the-good';
import { onlyComedies } from './exercises/03-3-only-comedies';
import { precisionAtK } from './exercises/03-4-precision';
import { aModelOfYourOwn } from './exercises/03-5-a-model-of-your-own';
import { thePenaltyOfEase } from './exercises/03b-1-the-penalty-of-ease';
import { aBargain } from './exercises/03b-2-a-bargain';
import { variety } from './exercises/03b-3-variety';
import { titleWords } from './exercises/04-1-title-words';
import { aHybridOfAls } from './exercises/04-2-a-hybrid-of-als';
import { switching } from './exercises/04-3-switching';
import { tfIdfRows } from './exercises/04-4-tf-idf';
import { knownAndDisputed } from './exercises/04b-1-known-and-disputed';
import { howMuchDoubt } from './exercises/04b-2-how-much-doubt';
import { foldInByHand } from './exercises/04b-3-fold-in';
import { carefulNeighbors } from './exercises/05-1-careful-neighbors';
import { theOneThatCounts } from './exercises/05-2-the-one-that-counts';
import { membersOfAHybrid } from './exercises/05-3-members-of-a-hybrid';
import { termsThatAddUp } from './exercises/05-4-terms-that-add-up';
import { nobody } from './exercises/06-1-nobody';
import { spread } from './exercises/06-2-spread';
import { withoutStars } from './exercises/06-3-without-stars';
import { anHonestInterval } from './exercises/06-4-an-honest-interval';
import { asleep } from './exercises/07-1-asleep';
import { luck } from './exercises/07-2-luck';
import { crossEntropy } from './exercises/07-3-cross-entropy';
import { aStepOfGmf } from './exercises/07-4-a-step-of-gmf';
import { negativesByHand } from './exercises/07-5-negatives';
import { worldWithoutContext } from './exercises/08-1-a-world-without-context';
import { inBothContexts } from './exercises/08-2-in-both-contexts';
import { machineScore } from './exercises/08-3-the-score-of-a-machine';
import { aThousandRatings } from './exercises/08b-1-a-thousand-ratings';
import { onlyIfItIsSure } from './exercises/08b-2-only-if-it-is-sure';
import { fromPriorToPosterior } from './exercises/08b-3-from-prior-to-posterior';
import { clicksAlone } from './exercises/09-1-clicks-alone';
import { fastEnoughForARush } from './exercises/09-2-fast-enough';
import { eachEventOnce } from './exercises/09-3-each-event-once';
import { popularityThatFades } from './exercises/09-4-popularity-that-fades';
import { starsAlone } from './exercises/10-1-stars-alone';
import { halfTheEffect } from './exercises/10-2-half-the-effect';
import { theTestByHand } from './exercises/10-3-the-test-by-hand';
import { aRampThatMovesNobody } from './exercises/10-4-a-ramp-that-moves-nobody';
import { aShorterMemory } from './exercises/11-1-a-shorter-memory';
import { weightsOfAtMostTen } from './exercises/11-2-weights-of-at-most-ten';
import { theIndexOfUcb1 } from './exercises/11-3-the-index-of-ucb1';
import { weightedByHand } from './exercises/11-4-weighted-by-hand';
import { fiveMillionVectors } from './exercises/12-1-five-million-vectors';
import { halfOfTheRatings } from './exercises/12-2-half-of-the-ratings';
import { goodEnough } from './exercises/12-3-good-enough';
import { beforeYouAllocate } from './exercises/12-4-before-you-allocate';
import { theDriver } from './exercises/12-5-the-driver';
import { averagedDuplicates } from './exercises/13-1-averaged-duplicates';
import { intoTheFuture } from './exercises/13-2-into-the-future';
import { kCoreOfRows } from './exercises/13-3-k-core';
import { halfTheRate } from './exercises/kernel-1-half-the-rate';
import { theBestRate } from './exercises/kernel-2-the-best-rate';
import { halfStars } from './exercises/kernel-3-half-stars';
import { sortedStars } from './exercises/python-1-sorted-stars';
import { aComprehension } from './exercises/python-2-a-comprehension';
import { groupMeans } from './exercises/python-3-group-means';

export const EXERCISES = {
  '00-1': aFilmForAda,
  '00-2': oneStarForHeat,
  '00-3': whoDecidesForDan,
  '00-4': cosineSimilarity,
  '01-1': halfOfAllRatings,
  '01-2': perfectFilms,
  '01-3': coldUsers,
  '01-4': dampedMean,
  '02-1': fewerNeighbors,
  '02-2': shrinkingThatHelps,
  '02-3': meanOfNeighbors,
  '02b-1': biasesAlone,
  '02b-2': whichIsBetter,
  '02b-3': oneEpoch,
  '02b-4': beatTheDefaults,
  '03-1': twentyPlaces,
  '03-2': thePopularAndTheGood,
  '03-3': onlyComedies,
  '03-4': precisionAtK,
  '03-5': aModelOfYourOwn,
  '03b-1': thePenaltyOfEase,
  '03b-2': aBargain,
  '03b-3': variety,
  '04-1': titleWords,
  '04-2': aHybridOfAls,
  '04-3': switching,
  '04-4': tfIdfRows,
  '04b-1': knownAndDisputed,
  '04b-2': howMuchDoubt,
  '04b-3': foldInByHand,
  '05-1': carefulNeighbors,
  '05-2': theOneThatCounts,
  '05-3': membersOfAHybrid,
  '05-4': termsThatAddUp,
  '06-1': nobody,
  '06-2': spread,
  '06-3': withoutStars,
  '06-4': anHonestInterval,
  '07-1': asleep,
  '07-2': luck,
  '07-3': crossEntropy,
  '07-4': aStepOfGmf,
  '07-5': negativesByHand,
  '08-1': worldWithoutContext,
  '08-2': inBothContexts,
  '08-3': machineScore,
  '08b-1': aThousandRatings,
  '08b-2': onlyIfItIsSure,
  '08b-3': fromPriorToPosterior,
  '09-1': clicksAlone,
  '09-2': fastEnoughForARush,
  '09-3': eachEventOnce,
  '09-4': popularityThatFades,
  '10-1': starsAlone,
  '10-2': halfTheEffect,
  '10-3': theTestByHand,
  '10-4': aRampThatMovesNobody,
  '11-1': aShorterMemory,
  '11-2': weightsOfAtMostTen,
  '11-3': theIndexOfUcb1,
  '11-4': weightedByHand,
  '12-1': fiveMillionVectors,
  '12-2': halfOfTheRatings,
  '12-3': goodEnough,
  '12-4': beforeYouAllocate,
  '12-5': theDriver,
  '13-1': averagedDuplicates,
  '13-2': intoTheFuture,
  '13-3': kCoreOfRows,
  'kernel-1': halfTheRate,
  'kernel-2': theBestRate,
  'kernel-3': halfStars,
  'python-1': sortedStars,
  'python-2': aComprehension,
  'python-3': groupMeans,
} as const;

export type ExerciseId = keyof typeof EXERCISES;

/** What an exercise's methods take. */
export type ExerciseTypes<Id extends ExerciseId> =
  (typeof EXERCISES)[Id] extends ExerciseSpec<infer Answer, infer Given, infer Guess>
    ? { answer: Answer; given: Given; guess: Guess }
    : never;

export function isExerciseId(id: string): id is ExerciseId {
  return Object.hasOwn(EXERCISES, id);
}
