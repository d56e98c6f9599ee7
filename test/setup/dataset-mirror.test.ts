import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { convertItems, convertRatings, convertUsers } from '../../scripts/setup/dataset-mirror';

const ITEM_HEADER = 'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq';
const USER_HEADER = 'user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token';

// Invented rows: no row of MovieLens lies in this repository.
const items = (...lines: string[]): string =>
  convertItems([ITEM_HEADER, ...lines, ''].join('\n')).toString('latin1');

describe('conversion of the mirror', () => {
  test('the ratings are the table without its header, byte for byte', () => {
    const body = '7\t3\t4\t880000000\n9\t1\t5\t880000001\n';
    const table = Buffer.from(`user_id:token\titem_id:token\trating:float\ttimestamp:float\n${body}`);
    assert.equal(convertRatings(table).toString(), body);
    assert.throws(() => convertRatings(Buffer.from('no line end')), /the file is empty/);
  });

  test('a film gets its year back, empty dates and address, and 19 flags', () => {
    const line = items("1\tThe Glass Ferry\t1991\tChildren's Comedy").trimEnd();
    const fields = line.split('|');
    assert.equal(fields.length, 24);
    assert.deepEqual(fields.slice(0, 5), ['1', 'The Glass Ferry (1991)', '', '', '']);
    // unknown, Action, Adventure, Animation, Children's, Comedy, …
    assert.equal(fields.slice(5).join(''), '0000110000000000000');
  });

  test('the film without title and year keeps the name that the original gives it', () => {
    assert.match(items('5\tunkonwn\tunkonwn\tunknown'), /^5\|unknown\|\|\|\|1\|0/);
  });

  test('titles are Latin-1, one byte a letter', () => {
    const bytes: Buffer = convertItems(`${ITEM_HEADER}\n2\tÉtude à deux\t1980\tDrama\n`);
    assert.equal(bytes[2], 0xc9);
    assert.throws(() => items('2\tΩ\t1980\tDrama'), /Ω can't be written in Latin-1/);
  });

  test('what is not as expected is said with its place', () => {
    assert.throws(
      () => items('1\tA\t1990\tDrama', '2\tB\t1990'),
      /ml-100k\.item, line 3: 3 fields, expected 4/,
    );
    assert.throws(() => items('1\tA\t1990\tOpera'), /film 1: Opera is not a genre of MovieLens 100K/);
    assert.throws(() => convertUsers('user_id:token\n1\n'), /column age is missing/);
  });

  test('a user is id, age, gender, occupation, zip code, zip codes as text', () => {
    const table = `${USER_HEADER}\n1\t33\tF\twriter\t00123\n2\t20\tM\tstudent\tT8H1N\n`;
    assert.equal(convertUsers(table).toString(), '1|33|F|writer|00123\n2|20|M|student|T8H1N\n');
  });
});
