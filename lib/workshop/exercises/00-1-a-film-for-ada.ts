import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { type ToyPlace, type ToyWorld, unseenBy } from './parts/toy-world';

const ADA = 0;

export const aFilmForAda: ExerciseSpec<readonly ToyPlace[], ToyWorld, 'Fargo' | 'Babe' | 'neither'> = {
  id: '00-1',
  title: 'A film for Ada',
  level: 'predict',
  task: 'Ada has not rated Fargo or Babe. Which of the two will come first on her list?',
  needs: ['films', 'ratings'],
  answer: 'list',
  hints: [
    'Who agrees with Ada about the films that both have rated?',
    'Ben does, Cleo does not. What did Ben give the two films?',
    'Ben gave Fargo 3 stars and Babe 1. His opinion counts most.',
  ],
  guessing: {
    from: ['Fargo', 'Babe', 'neither'],
    outcome: (list) => (list[0].film === 'Fargo' || list[0].film === 'Babe' ? list[0].film : 'neither'),
    tempting: {
      Babe: 'Cleo gave it four stars, but her taste is the opposite of Ada’s.',
      neither: 'Low predictions still have an order, and a list needs nothing else.',
    },
  },
  check(list, world) {
    const unseen = unseenBy(world, ADA);
    const complete =
      [...unseen].sort().join() ===
      list
        .map(({ film }) => film)
        .sort()
        .join();
    if (!complete)
      return wrong(`The list must contain the films that Ada has not rated: ${unseen.join(', ')}.`);
    const falls = list.every(({ predicted }, n) => n === 0 || predicted <= list[n - 1].predicted);
    if (!falls) return wrong('The list must go from the highest prediction to the lowest.');
    return right(
      `${list[0].film} is predicted ${list[0].predicted.toFixed(2)} stars. The people who agree with Ada decide, not the highest single rating.`,
    );
  },
  mistakes: [
    {
      words: 'Your list begins with the lowest prediction: the two sides of the sort are swapped.',
      is: (list) =>
        list.length > 1 && list.every(({ predicted }, n) => n === 0 || predicted >= list[n - 1].predicted),
    },
    {
      words: 'Your list contains films that Ada has already rated. Recommend only what is new to her.',
      is: (list, world) => list.some(({ film }) => !unseenBy(world, ADA).includes(film)),
    },
    {
      words: 'A prediction is missing (NaN): nobody contributed. Were all weights 0?',
      is: (list) => list.some(({ predicted }) => Number.isNaN(predicted)),
    },
  ],
};
