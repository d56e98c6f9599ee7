/**
 * A made-up file of book loans with everything that real files have: semicolons, decimal commas, half stars, names in
 * several scripts, loans that were entered twice, and damaged lines.
 */
import { RandomState } from '../math/random/random-state';
import { generateRatings } from './generate';

/** The two files as text. */
export interface LoanFiles {
  /** `reader;book;stars;returned;desk`. */
  readonly loans: string;
  /** `book;title;topics`. */
  readonly books: string;
}

const NAMES = ['Ann', 'वीणा', 'Zoë', 'Олег', '李娜', 'José', 'Ngọc', 'محمد'];
const FIRST = ['Quiet', 'Last', 'Salt', 'Winter', 'Paper', 'Hidden', 'Northern', 'Glass', 'Red', 'Slow'];
const SECOND = [
  'Harbor',
  'Garden',
  'Letters',
  'Orchard',
  'Station',
  'River',
  'Museum',
  'Kitchen',
  'Map',
  'Choir',
];
const TOPICS = ['history', 'crime', 'travel', 'cooking', 'science', 'poetry'];
const DAMAGED = [
  'Ann 1;book 7',
  'Ann 2;book 9;n/a;2025-02-03;main',
  '---',
  'Zoë 3;book 12;4,5;2025-03-09;main;;',
];
const DAY = 86_400;
const START = 1_735_689_600; // 2025-01-01

/** The same files for the same seed. Every hundredth loan is entered again a week later, with a star less. */
export function messyLoans({ readers = 300, books = 200, loans = 9000, seed = 7 } = {}): LoanFiles {
  const ratings = generateRatings({ users: readers, items: books, ratings: loans, seed });
  const random = new RandomState(seed);
  const lines = ['reader;book;stars;returned;desk'];
  for (const [row, { user, item, rating }] of [...ratings].entries()) {
    const reader = `${NAMES[Number(user) % NAMES.length]} ${user}`;
    const half = random.random() < 0.4 ? 0.5 : 0;
    const stars = Math.max(0.5, rating - half);
    const day = Math.floor(random.random() * 300);
    const desk = day % 3 === 0 ? 'main' : 'branch';
    lines.push(lineOf(reader, item, stars, day, desk));
    if (row % 100 === 50) lines.push(lineOf(reader, item, Math.max(0.5, stars - 1), day + 7, desk));
    if (row % 2000 === 1999) lines.push(DAMAGED[Math.floor(row / 2000) % DAMAGED.length]!);
  }
  return { loans: `${lines.join('\n')}\n`, books: catalog(books) };
}

function lineOf(reader: string, item: string, stars: number, day: number, desk: string): string {
  const date = new Date((START + day * DAY) * 1000).toISOString().slice(0, 10);
  return [reader, `book ${item}`, String(stars).replace('.', ','), date, desk].join(';');
}

/** A title and two topics for each book. */
function catalog(books: number): string {
  const line = (n: number) => {
    const words = `The ${FIRST[n % 10]} ${SECOND[Math.floor(n / 10) % 10]}`;
    const edition = n < 100 ? '' : `, volume ${Math.floor(n / 100) + 1}`;
    return `book ${n};${words}${edition};${TOPICS[n % 6]}|${TOPICS[(n + 1 + (n % 5)) % 6]}`;
  };
  return `book;title;topics\n${Array.from({ length: books }, (_, n) => line(n)).join('\n')}\n`;
}
