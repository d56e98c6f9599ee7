const fs = require('node:fs');
const path = require('node:path');
const { fromOfficial, unpackArchive } = require('./dataset-official');
const { fromMirror } = require('./dataset-mirror');
const { writeSynthetic } = require('./dataset-synthetic');
const { LICENSE, OFFICIAL_URL } = require('./movielens-license');
const { FILES_100K, SOURCES_100K } = require('../../lib/data/movielens/layout-100k.cjs');
const { readBundle } = require('./bundle');
const { damageIn } = require('./dataset-damage');
const { readJson, writeJson, withTempFolder, replaceFolder } = require('./atomic');
const { checksum, checksumOf } = require('./checksum');
const { SetupError, reasonOf } = require('./setup-error');

/**
 * @typedef {import('./context').Context} Context
 * @typedef {import('./run-setup').StepResult} StepResult
 * @typedef {(typeof SOURCES_100K)[number]} SourceName
 * @typedef {{ bytes: number, md5: string }} FileFacts
 * @typedef {Record<string, FileFacts>} Files
 *
 * @typedef {object} Facts where the files in a folder came from
 * @property {SourceName} source
 * @property {string} from in words
 * @property {boolean} [genuine] of the user's own files: whether the ratings are the published ones
 * @property {string[]} lacks what the original has and these files don't
 *
 * @typedef {Facts & { license: string, date: string, files: Files }} Source what source.json contains
 */

/** Of the original u.data. */
const RATINGS_MD5 = '6e47046882bad158b0efbb84cd5cb987';
/** An archive that the user put there. */
const HANDED = 'data/ml-100k.zip';

/** @param {Context} ctx */
function datasetFolder(ctx) {
  return path.join(ctx.root, 'data', 'ml-100k');
}

/**
 * Sizes of the files of a data set.
 * @param {string} folder
 * @returns {Record<string, number>}
 */
function sizes(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.startsWith('u.')) : [];
  return Object.fromEntries(names.sort().map((name) => [name, fs.statSync(path.join(folder, name)).size]));
}

/** @type {Readonly<Record<SourceName, string>>} */
const NAMES = {
  yours: 'your own copy',
  official: 'official archive',
  mirror: 'mirror',
  synthetic: 'SYNTHETIC, no real ratings',
};

/**
 * `source.json`; undefined where there is none, or it isn't what setup writes.
 * @param {string} folder
 * @returns {Source | undefined}
 */
function readSource(folder) {
  /** @type {Source | undefined} */
  const source = readJson(path.join(folder, 'source.json'));
  if (!source?.files || !SOURCES_100K.includes(source.source)) return undefined;
  return FILES_100K.every((name) => source.files[name]?.md5) ? source : undefined;
}

/**
 * Whether a file exists and is the same byte for byte.
 * @param {string} file
 * @param {FileFacts} facts
 */
function isSame(file, { bytes, md5 }) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size !== bytes) return false;
  return checksumOf(fs.readFileSync(file), 'md5') === md5;
}

/**
 * Which data set is there: `source.json`, or undefined where there is none, or the files are no longer the ones that it
 * describes (they are damaged, or someone has replaced them).
 * @param {Context} ctx
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
 * What is wrong with the data set that is there, and whether it is ours: fetched by setup, which can fetch it again.
 * Files that setup hasn't fetched are the user's. So are complete ones that replace fetched ones, unless they are
 * shorter.
 * @param {Context} ctx
 * @returns {{ damage: string[], ours: boolean }}
 */
function datasetDamage(ctx) {
  const folder = datasetFolder(ctx);
  const source = readSource(folder);
  if (!source) {
    const unreadable = fs.existsSync(path.join(folder, 'source.json'));
    const damage = damageIn(folder);
    return { damage: unreadable ? ["source.json can't be read", ...damage] : damage, ours: unreadable };
  }
  const ours = source.source !== 'yours' || source.from === HANDED;
  if (!ours) return { damage: damageIn(folder), ours };
  const damage = damageIn(folder, source.files);
  for (const [name, facts] of Object.entries(source.files)) {
    const isRead = FILES_100K.some((file) => file === name);
    if (!isRead && !isSame(path.join(folder, name), facts)) damage.push(`${name} has changed`);
  }
  return { damage, ours };
}

/**
 * MovieLens 100K in data/ml-100k: the copy that you put there, else the official archive, else the mirror; with
 * `--synthetic`, synthetic ratings of the same shape.
 * @param {Context} ctx
 * @returns {Promise<StepResult>}
 */
async function dataset(ctx) {
  const known = datasetSource(ctx);
  if (known && ctx.options.synthetic === (known.source === 'synthetic')) {
    return { detail: `there (${NAMES[known.source]})` };
  }
  const there = ['source.json', ...FILES_100K].some((name) =>
    fs.existsSync(path.join(datasetFolder(ctx), name)),
  );
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
    return install(ctx, async (folder) => writeSynthetic(folder));
  }
  return real(ctx, known);
}

/**
 * A copy that the user put there is checked, never changed; only source.json is written beside it.
 * @param {Context} ctx
 * @param {string[]} damage
 * @param {boolean} over whether it replaces files that setup had fetched
 * @returns {Promise<StepResult>}
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

/**
 * @param {Context} ctx
 * @param {Source | undefined} known a synthetic set that is there
 * @returns {Promise<StepResult>}
 */
async function real(ctx, known) {
  const handed = path.join(ctx.root, HANDED);
  // With a synthetic set there, or in a classroom with a bundle, looking for the real one must not keep anyone waiting.
  const bundled = readBundle(ctx) !== undefined;
  const brief = known !== undefined || bundled;
  /** @type {((folder: string) => Promise<Facts>)[]} */
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
  /** @type {string[]} */
  const reasons = [];
  for (const way of ways) {
    try {
      const result = await install(ctx, way);
      ctx.report.note(LICENSE);
      return result;
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  if (known?.source === 'synthetic') {
    ctx.report.note(
      `The real data set could not be downloaded (${reasons.at(-1)}); keeping the synthetic one.`,
    );
    return { mark: '–', detail: NAMES.synthetic };
  }
  if (bundled) {
    ctx.report.warn(
      [
        `MovieLens 100K could not be downloaded (${reasons.at(-1)}).`,
        'Synthetic ratings of the same shape take its place until a later setup can download it, or until its archive',
        `${path.basename(HANDED)} is put into data/. Numbers and films differ from those in the text.`,
      ].join('\n'),
    );
    await install(ctx, async (folder) => writeSynthetic(folder));
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

/**
 * Whether the folder contains anything that source.json doesn't describe as it is: someone may need it.
 * @param {string} folder
 */
function holdsOther(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name !== 'source.json') : [];
  const files = readSource(folder)?.files;
  return names.some((name) => !files?.[name] || !isSame(path.join(folder, name), files[name]));
}

/**
 * Makes the data set in a temporary folder and puts all of it in place at once. Nothing that was there is lost.
 * @param {Context} ctx
 * @param {(folder: string) => Promise<Facts>} make
 * @returns {Promise<StepResult>}
 */
async function install(ctx, make) {
  return withTempFolder(path.join(ctx.root, 'data'), async (temp) => {
    const folder = path.join(temp, 'ml-100k');
    fs.mkdirSync(folder);
    const facts = await make(folder);
    const missing = FILES_100K.filter((name) => !fs.existsSync(path.join(folder, name)));
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

/**
 * @param {string} folder
 * @param {Facts} facts
 */
async function writeSource(folder, { source, from, ...facts }) {
  /** @type {Files} */
  const files = {};
  for (const [name, bytes] of Object.entries(sizes(folder))) {
    files[name] = { bytes, md5: await checksum(path.join(folder, name), 'md5') };
  }
  const license =
    source === 'synthetic' ? 'Synthetic: no rating is from a real person. Free to use.' : LICENSE;
  const date = new Date().toISOString().slice(0, 10);
  writeJson(path.join(folder, 'source.json'), { source, from, license, date, ...facts, files });
}

module.exports = { dataset, datasetFolder, datasetSource, datasetDamage, RATINGS_MD5 };
