const fs = require('node:fs');
const path = require('node:path');
const { fromOfficial, unpackArchive } = require('./dataset-official');
const { fromMirror } = require('./dataset-mirror');
const { writeSynthetic } = require('./dataset-synthetic');
const { LICENSE, OFFICIAL_URL } = require('./movielens-license');
const { damageIn, NEEDED } = require('./dataset-damage');
const { readJson, writeJson, withTempFolder, replaceFolder } = require('./atomic');
const { checksum, checksumOf } = require('./checksum');
const { SetupError } = require('./setup-error');

/** Of the original u.data. */
const RATINGS_MD5 = '6e47046882bad158b0efbb84cd5cb987';
/** An archive that the user put there. */
const HANDED = 'data/ml-100k.zip';

function datasetFolder(ctx) {
  return path.join(ctx.root, 'data', 'ml-100k');
}

/** Sizes of the files of the set. */
function sizes(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.startsWith('u.')) : [];
  return Object.fromEntries(names.sort().map((name) => [name, fs.statSync(path.join(folder, name)).size]));
}

const NAMES = {
  yours: 'your own copy',
  official: 'official archive',
  mirror: 'mirror',
  synthetic: 'SYNTHETIC, no real ratings',
};

/** `source.json`; undefined where there is none or it isn't what the set-up writes. */
function readSource(folder) {
  const source = readJson(path.join(folder, 'source.json'));
  const isWhole = Object.hasOwn(NAMES, source?.source) && NEEDED.every((name) => source.files?.[name]?.md5);
  return isWhole ? source : undefined;
}

/** Whether a file is there byte for byte. */
function isSame(file, { bytes, md5 }) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size === bytes && checksumOf(fs.readFileSync(file), 'md5') === md5;
}

/**
 * Which data set lies there: `source.json`, or undefined where there is none or its files are no longer
 * the ones that it describes (they are damaged, or somebody has put their own in their place).
 */
function datasetSource(ctx) {
  const folder = datasetFolder(ctx);
  const source = readSource(folder);
  if (source?.source === 'yours' && damageIn(folder).length > 0) return undefined;
  const same = Object.entries(source?.files ?? {}).every(([name, facts]) =>
    isSame(path.join(folder, name), facts),
  );
  return same ? source : undefined;
}

/**
 * What is wrong with a data set that lies there, a sentence each, and whether it is ours: fetched by a set-up, which can
 * fetch it again. Files that it hasn't fetched are the user's; so are whole ones put over fetched ones,
 * unless they are shorter.
 * @returns {{ damage: string[], ours: boolean }}
 */
function datasetDamage(ctx) {
  const folder = datasetFolder(ctx);
  const source = readSource(folder);
  if (!source && fs.existsSync(path.join(folder, 'source.json'))) {
    return { damage: ["source.json can't be read", ...damageIn(folder)], ours: true };
  }
  const ours = source !== undefined && (source.source !== 'yours' || source.from === HANDED);
  const damage = damageIn(folder, ours ? source.files : undefined);
  if (ours) {
    const others = Object.keys(source.files).filter((name) => !NEEDED.includes(name));
    for (const name of others) {
      if (!isSame(path.join(folder, name), source.files[name])) damage.push(`${name} has changed`);
    }
  }
  return { damage, ours };
}

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
  const there = ['source.json', ...NEEDED].some((name) => fs.existsSync(path.join(datasetFolder(ctx), name)));
  if (there && !known) {
    const { damage, ours } = datasetDamage(ctx);
    if (!ours || damage.length === 0) return yours(ctx, damage, ours);
    ctx.report.warn(`data/ml-100k is damaged: ${damage.join('; ')}.`);
  }
  if (ctx.options.synthetic) {
    if (known) {
      throw new SetupError(
        `data/ml-100k contains the real data set (${NAMES[known.source]}); --synthetic doesn't replace it.`,
        'Move data/ml-100k away, then run: npm run setup -- --synthetic',
      );
    }
    return install(ctx, (folder) => writeSynthetic(folder));
  }
  return real(ctx, known);
}

/**
 * A copy that the user put there is looked at, never touched; only source.json is written beside it.
 * @param {string[]} damage
 * @param {boolean} over whether it lies in the place of files that the set-up had fetched
 */
async function yours(ctx, damage, over) {
  const folder = datasetFolder(ctx);
  if (damage.length > 0) {
    throw new SetupError(
      `The copy in data/ml-100k can't be used: ${damage.join('; ')}.`,
      'Replace them with complete files, or move the folder away and run: npm run setup',
    );
  }
  const genuine = (await checksum(path.join(folder, 'u.data'), 'md5')) === RATINGS_MD5;
  if (!genuine) {
    ctx.report.warn(
      'data/ml-100k/u.data is not the published MovieLens 100K (its checksum differs). It is used as is; results will differ.',
    );
  }
  if (over) {
    ctx.report.warn(
      'The files in data/ml-100k are no longer the ones that setup downloaded and are now treated as your own. If not, move the folder away and run: npm run setup',
    );
  }
  await writeSource(folder, { source: 'yours', from: 'put into data/ml-100k by hand', genuine, lacks: [] });
  return { detail: `your own copy${genuine ? ', the published one' : ', not the published one'}` };
}

async function real(ctx, known) {
  const handed = path.join(ctx.root, HANDED);
  // With a synthetic set there, a look whether the real one can be had must not hold anybody up.
  const brief = known !== undefined;
  const ways = [
    (folder) => fromOfficial(ctx, folder, { brief }),
    (folder) => fromMirror(ctx, folder, { ratingsMd5: ctx.sources.ratingsMd5 ?? RATINGS_MD5, brief }),
  ];
  if (fs.existsSync(handed)) {
    ways.unshift(async (folder) => {
      await unpackArchive(ctx, handed, folder);
      return { source: 'yours', from: HANDED, genuine: true, lacks: [] };
    });
  }
  const reasons = [];
  for (const way of ways) {
    try {
      const result = await install(ctx, way);
      ctx.report.note(LICENSE);
      return result;
    } catch (error) {
      reasons.push(error.message);
    }
  }
  if (known?.source === 'synthetic') {
    ctx.report.note(
      `The real data set could not be downloaded (${reasons.at(-1)}); keeping the synthetic one.`,
    );
    return { mark: '–', detail: NAMES.synthetic };
  }
  throw new SetupError(
    ['MovieLens 100K could not be downloaded:', ...reasons.map((reason) => `- ${reason}`)].join('\n'),
    [
      `Download ${OFFICIAL_URL} on a machine with network access and put the file into data/ (or u.data, u.item and`,
      'u.user into data/ml-100k/), then run: npm run setup',
      'To explore without it, with synthetic ratings, run: npm run setup -- --synthetic',
    ].join('\n'),
  );
}

/** Whether the folder holds something that source.json doesn't describe as it is: it may be of worth to somebody. */
function holdsOther(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name !== 'source.json') : [];
  const files = readSource(folder)?.files;
  return names.some((name) => !files?.[name] || !isSame(path.join(folder, name), files[name]));
}

/** Makes the data set in a temporary folder and puts the whole in place at once; of what was there, nothing is lost. */
async function install(ctx, make) {
  return withTempFolder(path.join(ctx.root, 'data'), async (temp) => {
    const folder = path.join(temp, 'ml-100k');
    fs.mkdirSync(folder);
    const facts = await make(folder);
    const missing = NEEDED.filter((name) => !fs.existsSync(path.join(folder, name)));
    if (missing.length > 0) throw new Error(`${facts.from} has no ${missing.join(', ')}`);
    await writeSource(folder, facts);
    const old = datasetFolder(ctx);
    const keep = holdsOther(old) ? `${old}-before-${Date.now()}` : undefined;
    replaceFolder(folder, old, keep);
    if (keep)
      ctx.report.warn(`The previous contents of data/ml-100k are now in data/${path.basename(keep)}.`);
    return { detail: `${NAMES[facts.source]}: ${facts.from}` };
  });
}

async function writeSource(folder, { source, from, ...facts }) {
  const files = {};
  for (const [name, bytes] of Object.entries(sizes(folder))) {
    files[name] = { bytes, md5: await checksum(path.join(folder, name), 'md5') };
  }
  const license =
    source === 'synthetic' ? 'Invented for this lab, no rating of a real person; free to use.' : LICENSE;
  const date = new Date().toISOString().slice(0, 10);
  writeJson(path.join(folder, 'source.json'), { source, from, license, date, ...facts, files });
}

module.exports = { dataset, datasetFolder, datasetSource, datasetDamage, RATINGS_MD5 };
