import { DISPLAY, type MimeBundle } from '../../kernel/display';
import { type ExerciseSpec, right, type Verdict, wrong } from '../exercise-spec';

/** Makes an object that shows itself. */
type Made = (count: number) => { [DISPLAY](): MimeBundle };

/** How 0 to 5 stars look, in half steps. */
const COUNTS = [3.5, 4, 0.5, 0, 5, 4.5];
const looks = (count: number) =>
  ('★'.repeat(Math.floor(count)) + (count % 1 === 0 ? '' : '½')).padEnd(5, '☆');

const formOf = (made: Made, count: number, type: string) => String(made(count)[DISPLAY]()[type] ?? '');
/** The stars of the markup, whatever is around them. */
const starsOf = (made: Made, count: number) =>
  formOf(made, count, 'text/html')
    .replace(/<[^>]*>/g, '')
    .replace(/[^★½☆]/g, '');
/** False if it fails instead of showing anything. */
function shows(made: Made, count: number, stars: string): boolean {
  try {
    return starsOf(made, count) === stars;
  } catch {
    return false;
  }
}

function check(made: Made): Verdict {
  for (const count of COUNTS) {
    let [words, stars] = ['', ''];
    try {
      [words, stars] = [formOf(made, count, 'text/plain'), starsOf(made, count)];
    } catch (error) {
      return wrong(`For ${count}, it fails: ${error instanceof Error ? error.message : error}`);
    }
    if (!words.includes(`${count} of 5`)) return wrong(`For ${count}, the text is "${words}".`);
    if (stars !== looks(count))
      return wrong(`For ${count}, expected ${looks(count)}, got ${stars || 'none'}.`);
  }
  return right('Half stars, and a front end that can draw none of them still gets the words.');
}

export const halfStars: ExerciseSpec<Made> = {
  id: 'kernel-3',
  title: 'Half stars',
  level: 'build',
  task: 'Write a class like `Stars` that takes half stars, too: 3.5 is "3.5 of 5 stars" as text, and ★★★½☆ as markup. It always has five symbols.',
  needs: [],
  answer: '(count) => new HalfStars(count)',
  hints: [
    'How many whole stars, how many halves, and how many empty ones are 3.5?',
    '`Math.floor` gives the whole stars; `padEnd(5, "☆")` fills up whatever is missing.',
    "`('★'.repeat(Math.floor(this.count)) + (this.count % 1 ? '½' : '')).padEnd(5, '☆')`",
  ],
  check,
  mistakes: [
    {
      words: 'Half a star is rounded away. Show it as ½.',
      is: (made) => ['★★★☆☆', '★★★★☆'].some((stars) => shows(made, 3.5, stars)),
    },
    {
      words: 'The half star takes a place of its own: one empty star fewer, so that there are five symbols.',
      is: (made) => shows(made, 3.5, '★★★½☆☆'),
    },
    {
      words:
        '`repeat` drops the fraction: 5 − 3.5 leaves one empty star, and 3.5 three full ones. What became of the half?',
      is: (made) => shows(made, 3.5, '★★★☆'),
    },
  ],
};
