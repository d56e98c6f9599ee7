/** The search by words of a title. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId } from '../../lib/core/ids';
import { TitleSearch } from '../../lib/service/title-search';

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
const search = new TitleSearch(
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

test('no more than wanted', () => assert.deepEqual(found('', 2), TITLES.slice(0, 2)));
