const fs = require('node:fs');
const path = require('node:path');
const { fromOfficial, unpackArchive } = require('./dataset-official');
const { fromMirror } = require('./dataset-mirror');
const { writeSynthetic } = require('./dataset-synthetic');
const { LICENCE, OFFICIAL_URL } = require('./movielens-licence');
const { readJson, writeJson, withTempFolder, replaceFolder } = require('./atomic');
const { checksum } = require('./checksum');
const { SetupError } = require('./setup-error');

/** Of the original u.data. */
const RATINGS_MD5 = '6e47046882bad158b0efbb84cd5cb987';
const NEEDED = ['u.data', 'u.item', 'u.user'];

function datasetFolder(ctx) {
  return path.join(ctx.root, 'data', 'ml-100k');
}

/** Sizes of the files, by which it is noticed cheaply that somebody has exchanged one. */
function sizes(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.startsWith('u.')) : [];
  return Object.fromEntries(names.sort().map((name) => [name, fs.statSync(path.join(folder, name)).size]));
}

/**
 * Which data set lies there: `source.json`, or undefined where there is none or its files are no longer
 * the ones that it describes (somebody has put their own in their place).
 */
function datasetSource(ctx) {
  const folder = datasetFolder(ctx);
  const source = readJson(path.join(folder, 'source.json'));
  if (!source?.files) return undefined;
  const now = sizes(folder);
  const same = Object.entries(source.files).every(([name, { bytes }]) => now[name] === bytes);
  return same ? source : undefined;
}

const NAMES = {
  yours: 'your own copy',
  official: 'official archive',
  mirror: 'mirror',
  synthetic: 'SYNTHETIC, no real ratings',
};

/**
 * MovieLens 100K in data/ml-100k: the copy that you put there, else the official archive, else the mirror;
 * with `--synthetic` an invented set of the same shape.
 */
async function dataset(ctx) {
  const known = datasetSource(ctx);
  const wanted = ctx.options.synthetic
    ? known?.source === 'synthetic'
    : known && known.source !== 'synthetic';
  if (wanted) return { detail: `there (${NAMES[known.source]})` };
  const there = fs.existsSync(path.join(datasetFolder(ctx), 'u.data'));
  if (there && !known) return yours(ctx);
  if (ctx.options.synthetic) {
    if (known) {
      throw new SetupError(
        `data/ml-100k holds the real data set (${NAMES[known.source]}); --synthetic doesn't replace it.`,
        'Move data/ml-100k away, then: npm run setup -- --synthetic',
      );
    }
    return install(ctx, (folder) => writeSynthetic(folder));
  }
  return real(ctx, known);
}

/** A copy that the user put there is looked at, never touched; only source.json is written beside it. */
async function yours(ctx) {
  const folder = datasetFolder(ctx);
  const missing = NEEDED.filter((name) => !fs.existsSync(path.join(folder, name)));
  if (missing.length > 0) {
    throw new SetupError(
      `data/ml-100k has a u.data but no ${missing.join(' and no ')}.`,
      `Put ${missing.length > 1 ? 'them' : 'it'} beside it, or move the folder away and run: npm run setup`,
    );
  }
  const genuine = (await checksum(path.join(folder, 'u.data'), 'md5')) === RATINGS_MD5;
  if (!genuine) {
    ctx.report.warn(
      'data/ml-100k/u.data is not the published MovieLens 100K (other checksum). It is used as it is; numbers will differ.',
    );
  }
  await writeSource(folder, { source: 'yours', from: 'put into data/ml-100k by hand', genuine, lacks: [] });
  return { detail: `your own copy${genuine ? ', the published one' : ', not the published one'}` };
}

async function real(ctx, known) {
  const handed = path.join(ctx.root, 'data', 'ml-100k.zip');
  // With a synthetic set there, a look whether the real one can be had must not hold anybody up.
  const brief = known !== undefined;
  const ways = [
    (folder) => fromOfficial(ctx, folder, { brief }),
    (folder) => fromMirror(ctx, folder, { ratingsMd5: ctx.sources.ratingsMd5 ?? RATINGS_MD5, brief }),
  ];
  if (fs.existsSync(handed)) {
    ways.unshift(async (folder) => {
      await unpackArchive(ctx, handed, folder);
      return { source: 'yours', from: 'data/ml-100k.zip', genuine: true, lacks: [] };
    });
  }
  const reasons = [];
  for (const way of ways) {
    try {
      const result = await install(ctx, way);
      ctx.report.note(LICENCE);
      return result;
    } catch (error) {
      reasons.push(error.message);
    }
  }
  if (known?.source === 'synthetic') {
    ctx.report.note(`The real data set could not be had (${reasons.at(-1)}); the synthetic one stays.`);
    return { mark: '–', detail: NAMES.synthetic };
  }
  throw new SetupError(
    ['MovieLens 100K could not be had:', ...reasons.map((reason) => `- ${reason}`)].join('\n'),
    [
      `Get ${OFFICIAL_URL} on a machine with a network and put it into data/ as it is (or u.data, u.item and`,
      'u.user into data/ml-100k/), then: npm run setup',
      'To look around without it, with invented ratings: npm run setup -- --synthetic',
    ].join('\n'),
  );
}

/** Makes the data set in a temporary folder and puts the whole in place at once. */
async function install(ctx, make) {
  return withTempFolder(path.join(ctx.root, 'data'), async (temp) => {
    const folder = path.join(temp, 'ml-100k');
    fs.mkdirSync(folder);
    const facts = await make(folder);
    const missing = NEEDED.filter((name) => !fs.existsSync(path.join(folder, name)));
    if (missing.length > 0) throw new Error(`${facts.from} has no ${missing.join(', ')}`);
    await writeSource(folder, facts);
    replaceFolder(folder, datasetFolder(ctx));
    return { detail: `${NAMES[facts.source]}: ${facts.from}` };
  });
}

async function writeSource(folder, { source, from, ...facts }) {
  const files = {};
  for (const [name, bytes] of Object.entries(sizes(folder))) {
    files[name] = { bytes, md5: await checksum(path.join(folder, name), 'md5') };
  }
  const licence =
    source === 'synthetic' ? 'Invented for this lab, no rating of a real person; free to use.' : LICENCE;
  const date = new Date().toISOString().slice(0, 10);
  writeJson(path.join(folder, 'source.json'), { source, from, licence, date, ...facts, files });
}

module.exports = { dataset, datasetFolder, datasetSource, RATINGS_MD5 };
