/** Fetches a data set, or says what to put where. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import { remove, withTempFolder } from '../setup/atomic';
import { checksum } from '../setup/checksum';
import type { Context } from '../setup/context';
import { download } from '../setup/download';
import { extract } from '../setup/extract';
import { reasonOf, SetupError } from '../setup/setup-error';
import type { DataSet } from './data-sets';

/** Attempts that bring nothing new end a download. */
const MOST_ATTEMPTS = 5;

/**
 * The file of ratings: what is there already, from an archive in `data`, or downloaded. A download that was interrupted
 * continues; one with a wrong checksum is removed.
 * @throws SetupError that says what to put where
 */
export async function fetchDataSet(ctx: Context, set: DataSet): Promise<string> {
  const data = path.join(ctx.root, 'data');
  const ratings = path.join(data, set.ratings);
  if (existsSync(ratings)) return ratings;
  const file = path.join(data, set.file);
  try {
    if (!existsSync(file)) await fetched(ctx, set, file);
    else if (set.md5) await checkSum(file, set.md5);
    if (set.members) await unpack(ctx, set, file, data);
  } catch (error) {
    throw new SetupError(`${set.name} could not be fetched: ${reasonOf(error)}`, mend(ctx, set));
  }
  return ratings;
}

function mend(ctx: Context, set: DataSet): string {
  const where = path
    .relative(ctx.root, path.join(ctx.root, 'data', set.file))
    .split(path.sep)
    .join('/');
  return `Download ${set.byHand}${set.url ? ' on a machine with network access' : ''}, save it as ${where}, then run: npm run data -- ${set.name}`;
}

async function fetched(ctx: Context, { url, md5 }: DataSet, file: string): Promise<void> {
  if (url === undefined) throw new Error('its license must be accepted by a person');
  ctx.report.progress(`asking ${new URL(url).host}`);
  const arrived = `${file}.fetched`;
  let [most, idle] = [0, 0];
  while (!existsSync(arrived)) {
    const before = most;
    const onBytes = (done: number, total: number) => {
      most = Math.max(most, done);
      ctx.report.bytes('downloading', done, total);
    };
    try {
      await download(url, arrived, { onBytes });
    } catch (error) {
      idle = most > before ? 0 : idle + 1;
      if (most === 0 || idle >= MOST_ATTEMPTS) throw error;
    }
  }
  try {
    if (md5) await checkSum(arrived, md5);
  } catch (error) {
    remove(arrived);
    throw error;
  }
  renameSync(arrived, file);
}

async function checkSum(file: string, expected: string): Promise<void> {
  const found = await checksum(file, 'md5');
  if (found === expected) return;
  throw new Error(
    `${path.basename(file).replace(/\.fetched$/, '')} has the wrong checksum (${found}, expected ${expected})`,
  );
}

async function unpack(ctx: Context, { members = [] }: DataSet, archive: string, data: string): Promise<void> {
  await withTempFolder(data, async (temporary) => {
    await extract(ctx, archive, temporary, [...members]);
    for (const member of members) {
      const to = path.join(data, member);
      mkdirSync(path.dirname(to), { recursive: true });
      renameSync(path.join(temporary, member), to);
    }
  });
}
