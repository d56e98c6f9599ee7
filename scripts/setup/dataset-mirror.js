const fs = require('node:fs');
const path = require('node:path');
const { itemLine, genreFile, occupationFile, latin1 } = require('./dataset-files');
const { withTempFolder } = require('./atomic');
const { pipDownload } = require('./pip-download');
const { extract } = require('./extract');
const { checksumOf } = require('./checksum');

/**
 * RecBole ships MovieLens 100K as an example, in tables of its own.
 * @type {import('./pip-download').Wheel}
 */
const WHEEL = {
  requirement: 'recbole==1.2.1',
  file: 'recbole-1.2.1-py3-none-any.whl',
  sha256: '9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407',
};
const BRIEF = ['--retries=0', '--timeout=2'];
const INSIDE = 'recbole/dataset_example/ml-100k/';

/** What the original has and the mirror doesn't. */
const LACKS = [
  'release dates',
  'video release dates',
  'IMDb addresses',
  'the README',
  'the ready-made folds',
];

/**
 * Named columns of one of RecBole's tables (`name:type` headers, tabs, UTF-8), line by line.
 * @param {string} text
 * @param {string} name
 * @param {string[]} columns
 */
function rows(text, name, columns) {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const header = lines[0].split('\t').map((column) => column.split(':')[0]);
  const places = columns.map((column) => {
    const place = header.indexOf(column);
    if (place < 0) throw new Error(`${name}: column ${column} is missing; found ${header.join(', ')}`);
    return place;
  });
  return lines.slice(1).map((line, index) => {
    const fields = line.split('\t');
    if (fields.length !== header.length) {
      throw new Error(`${name}, line ${index + 2}: ${fields.length} fields, expected ${header.length}`);
    }
    return places.map((place) => fields[place]);
  });
}

/**
 * u.data is the table of ratings without its header, byte for byte.
 * @param {Buffer} content
 */
function convertRatings(content) {
  const end = content.indexOf(10);
  if (end < 0) throw new Error('ml-100k.inter: the file is empty');
  return content.subarray(end + 1);
}

/**
 * u.item in the original layout. Dates and addresses, which the mirror doesn't have, stay empty.
 * @param {string} text
 */
function convertItems(text) {
  const columns = ['item_id', 'movie_title', 'release_year', 'class'];
  const lines = rows(text, 'ml-100k.item', columns).map(([id, title, year, classes]) => {
    const dated = /^\d{4}$/.test(year);
    // Film 267 has no title and no year. The mirror misspells the original's word for it.
    const name = title === 'unkonwn' ? 'unknown' : title;
    return itemLine({
      id,
      title: dated ? `${name} (${year})` : name,
      genres: classes.split(' ').filter(Boolean),
    });
  });
  return latin1(lines);
}

/**
 * u.user in the original layout: id, age, gender, occupation, zip code.
 * @param {string} text
 */
function convertUsers(text) {
  const columns = ['user_id', 'age', 'gender', 'occupation', 'zip_code'];
  return latin1(rows(text, 'ml-100k.user', columns).map((fields) => fields.join('|')));
}

/**
 * Extracts the data set from RecBole's wheel.
 * @param {import('./context').Context} ctx
 * @param {string} folder
 * @param {{ratingsMd5: string, brief?: boolean}} options brief: give up soon without a network
 * @returns {Promise<import('./dataset').Facts>}
 * @throws {Error} if the wheel can't be downloaded, or its ratings aren't the original's, byte for byte
 */
async function fromMirror(ctx, folder, { ratingsMd5, brief = false }) {
  const wheel = { ...(ctx.sources.mirrorWheel ?? WHEEL), ...(brief && { flags: BRIEF }) };
  await withTempFolder(path.dirname(folder), async (temp) => {
    const file = await pipDownload(ctx, wheel, temp);
    await extract(ctx, file, temp, [INSIDE]);
    /** @param {string} ending */
    const read = (ending) => fs.readFileSync(path.join(temp, INSIDE, `ml-100k.${ending}`));
    const ratings = convertRatings(read('inter'));
    if (checksumOf(ratings, 'md5') !== ratingsMd5)
      throw new Error("the mirror's ratings differ from the original");
    fs.writeFileSync(path.join(folder, 'u.data'), ratings);
    fs.writeFileSync(path.join(folder, 'u.item'), convertItems(read('item').toString('utf8')));
    fs.writeFileSync(path.join(folder, 'u.user'), convertUsers(read('user').toString('utf8')));
    fs.writeFileSync(path.join(folder, 'u.genre'), genreFile());
    fs.writeFileSync(path.join(folder, 'u.occupation'), occupationFile());
  });
  return { source: 'mirror', from: `the Python package ${wheel.requirement}`, lacks: LACKS };
}

module.exports = { fromMirror, convertRatings, convertItems, convertUsers };
