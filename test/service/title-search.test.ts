/** The search by words of a title. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { displayTitle } from '../../lib/service/served/display-title';
import { foldedText } from '../../lib/service/served/folded-text';
import { PackedWords, titlesInMemory, wordLists } from '../../lib/service/served/title-index';
import { TitleSearch } from '../../lib/service/served/title-search';
import { typingDistance } from '../../lib/service/served/typing-distance';

/** The heaviest first. */
const TITLES = [
  'Star Wars (1977)',
  'Theodore Rex (1995)',
  'Starship Troopers (1997)',
  'Godfather, The (1972)',
  'Amélie (2001)',
  'The Innocent (1994)',
  'Wizard of Oz, The (1939)',
  'Dear God (1996)',
  'Misérables, Les (1995)',
  'Star Trek: The Motion Picture (1979)',
];
const search = TitleSearch.of(
  TITLES.map((title, place) => ({ id: itemId(String(place)), title, weight: -place })),
);
const found = (query: string, n = 10) => search.find(query, n).map((id) => TITLES[Number(id)]);

const cases: [string, string[]][] = [
  [
    'the',
    [
      ...['Godfather, The (1972)', 'The Innocent (1994)', 'Wizard of Oz, The (1939)'],
      ...['Theodore Rex (1995)', 'Star Trek: The Motion Picture (1979)'],
    ],
  ],
  ['The god', ['Godfather, The (1972)']],
  ['god', ['Godfather, The (1972)', 'Dear God (1996)']],
  ['star', ['Star Wars (1977)', 'Star Trek: The Motion Picture (1979)', 'Starship Troopers (1997)']],
  ['wars STAR', ['Star Wars (1977)']],
  ['amelie', ['Amélie (2001)']],
  ['les mis', ['Misérables, Les (1995)']],
  ['*', []],
  ['😀', []],
  ['', TITLES],
  ['  ', TITLES],
];
for (const [query, titles] of cases) {
  test(`best match first: ${JSON.stringify(query)}`, () => assert.deepEqual(found(query), titles));
}

// Words of the genres, mistakes, other alphabets.
const SHELF = [
  { title: 'Alien (1979)', genres: ['Sci-Fi', 'Horror'] },
  { title: 'Sci-Fi Nights (1990)', genres: ['Comedy'] },
  { title: 'Shawshank Redemption, The (1994)', genres: ['Drama'] },
  { title: 'Godfather, The (1972)', genres: [] },
  { title: 'Godfather: Part II, The (1974)', genres: [] },
  { title: 'Fargo (1996)', genres: [] },
  { title: 'हिन्दी किताब', genres: [] },
  { title: 'हनद', genres: [] },
  { title: '🎬Filmabend👨‍👩‍👧 Łódź', genres: [] },
  { title: "enfer, L' (1994)", genres: [] },
  { title: 'Борьба за огонь', genres: [] },
] as const;
const shelf = TitleSearch.of(
  SHELF.map(({ title, genres }, place) => ({ id: itemId(String(place)), title, genres, weight: -place })),
);
const onShelf: [string, number[]][] = [
  ['sci-fi', [1, 0]],
  ['SCI FI alien', [0]],
  ['scifi', [0, 1]],
  ['SciFi alien', [0]],
  ['horror', [0]],
  ['godfahter', [3, 4]],
  ['godfaht', [3, 4]],
  ['gdfather', [3, 4]],
  ['the godfatherr', [3, 4]],
  ['godfather part', [4]],
  ['shawshank redemption, the', [2]],
  ['The Shawshank Redemption', [2]],
  ['shawhsnak redempton', [2]],
  ['fagro', [5]],
  ['farg0', [5]],
  ['frg', []],
  ['1995', []],
  ['हिन्दी', [6]],
  ['हि', [6]],
  ['🎬', [8]],
  ['👨‍👩‍👧', [8]],
  ['filmabned', [8]],
  ["l'enfer", [9]],
  ['борьба', [10]],
  ['боръба', [10]],
  ['🍕', []],
];
for (const [query, places] of onShelf) {
  test(`also mistyped, by genre, in other scripts: ${JSON.stringify(query)}`, () =>
    assert.deepEqual(shelf.find(query, 10).map(Number), places));
}

test('typing mistakes are counted up to the nearest beginning of a word', () => {
  const cases: [string, string, number, number][] = [
    ['godfahter', 'godfather', 2, 1],
    ['godfaht', 'godfather', 2, 1],
    ['god', 'godfather', 2, 0],
    ['gofdahter', 'godfather', 2, 2],
    ['abcd', 'wxyz', 2, 3],
    ['star', 'st', 1, 2],
    ['', 'star', 1, 0],
  ];
  for (const [typed, word, most, mistakes] of cases) {
    assert.equal(typingDistance(typed, word, most), mistakes, `${typed} ${word}`);
  }
});

test('titles are shown as people say them', () => {
  const cases: [string, string][] = [
    ['Shawshank Redemption, The (1994)', 'The Shawshank Redemption (1994)'],
    ['Good, the Bad and the Ugly, The (1966)', 'The Good, the Bad and the Ugly (1966)'],
    ["enfer, L' (1994)", "L'enfer (1994)"],
    ['Postino, Il (1994)', 'Il Postino (1994)'],
    ['Boot, Das', 'Das Boot'],
    ['Close Shave, A (1995)', 'A Close Shave (1995)'],
    [
      'City of Lost Children, The (Cité des enfants perdus, La) (1995)',
      'The City of Lost Children (La Cité des enfants perdus) (1995)',
    ],
    ['Me, Myself & Irene (2000)', 'Me, Myself & Irene (2000)'],
    ['Hello, Die Hard', 'Hello, Die Hard'],
    ['The The', 'The The'],
    [', The', ', The'],
    ['', ''],
  ];
  for (const [stored, shown] of cases) assert.equal(displayTitle(stored), shown);
});

test('plain text is folded as it is beside an accent, which takes the longer way', () => {
  const signs = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n));
  for (const text of [...signs, ...signs.map((sign) => `Ab${sign}c9`), signs.join(''), signs.join(' x ')]) {
    assert.equal(foldedText(`${text} é`), `${foldedText(text)} e`.trim());
  }
});

test('no more than wanted', () => assert.deepEqual(found('', 2), TITLES.slice(0, 2)));

test('from packed words, and with few titles ranked, as in a large catalog', () => {
  // Most of many titles have the same words, and the heaviest don't have the best matches.
  const titles = Array.from({ length: 3000 }, (_, n) => ({
    id: itemId(`i${n}`),
    title: n === 2500 ? 'Number' : n % 3 === 0 ? `A number such as ${n}` : `नंबर ${n} of numbers 🎬`,
    genres: [`Shelf ${n % 7}`],
  }));
  const lists = wordLists(titles);
  const { text, ends } = PackedWords.partsOf(lists.words)!;
  const words = new PackedWords(text, ends);
  assert.deepEqual(
    Array.from({ length: words.length }, (_, n) => words.at(n)),
    Array.from({ length: words.length }, (_, n) => lists.words.at(n)),
  );
  assert.deepEqual([words.at(-1), words.at(words.length)], [undefined, undefined]);
  const small = TitleSearch.of(titles.map((title, n) => ({ ...title, weight: -n })));
  const large = new TitleSearch({ ...lists, words }, titlesInMemory(titles), 50);
  for (const query of ['1234', 'number 1233', 'नंबर 2', 'numbre 999', '🎬 2999', 'shelf 3', '', 'nothing']) {
    assert.deepEqual(large.find(query, 5), small.find(query, 5), query);
  }
  for (const n of [1, 7, 80, 3000])
    assert.deepEqual(small.find('number', n), small.find('number', 3000).slice(0, n));
  assert.deepEqual(small.find('number', 0), []);
  // The one with the whole word at its start is among very many heavier ones that only contain it.
  assert.equal(small.find('number', 1)[0], 'i2500');
  assert.equal(large.find('number', 1)[0], 'i0');
  assert.deepEqual(large.find('of', 2), ['i1', 'i2']);
});

test('of a query of very many words with typos, not all are compared', () => {
  const titles = Array.from({ length: 5000 }, (_, n) => ({
    id: itemId(`i${n}`),
    title: `title${(n * 2654435761).toString(36)}`,
    weight: -n,
  }));
  const search = TitleSearch.of(titles);
  const query = Array.from({ length: 300 }, (_, n) => `titlex${n}x`).join(' ');
  assert.deepEqual(search.find(query, 5), []);
});
