/** `npm run workshop -- bundle`: one archive from which a laptop without a network can be set up. */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LabError, OptionError } from '../../../lib/core/errors';
import { withTempFolder } from '../../setup/atomic';
import { type Bundle, SUMS } from '../../setup/bundle';
import { checksum } from '../../setup/checksum';
import type { Context } from '../../setup/context';
import { nativeStamp } from '../../setup/native';
import { bindingFile, filesBelow, linkTree } from '../../setup/native-package';
import { nodePackagesReady } from '../../setup/node-packages';
import { pythonReady } from '../../setup/python-environment';
import { bytesText } from '../../setup/reporter';
import { writeArchive } from './archive';
import { changedFiles, cloneFiles } from './clone-files';
import { FOLDER, guide } from './guide';
import { collectWheels } from './wheels';

/** Left out of node_modules: caches of tools, and what an interrupted setup has left. */
const LEFT_OUT = /(^|[\\/])(\.cache|\.tmp-[^\\/]*)([\\/]|$)/;
/** Of the files' bytes; measured: 0.3. */
const COMPRESSED = 0.5;

/** Puts a clone's notebooks, and whatever else an edition changes, in place. */
export type Edit = (folder: string) => void;

/** @throws OptionError if the archive can't be written there, before anything is done */
export function checkTarget(file: string): void {
  if (!/\.(tar\.gz|tgz)$/.test(file))
    throw new OptionError(`--out must end in .tar.gz, got ${basename(file)}`);
  for (const target of [file, `${file}.txt`]) {
    if (existsSync(target))
      throw new OptionError(`${target} exists. Move it away, or give another name with --out.`);
  }
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new OptionError(`The folder of --out doesn't exist: ${dirname(file)}`);
}

/**
 * Writes the archive and, beside it, the text that says how to use it. Either both are there in the end or none.
 * @param edit changes the copy of the clone
 */
export async function makeBundle(ctx: Context, file: string, edit: Edit = () => {}): Promise<void> {
  const { report } = ctx;
  if (!nodePackagesReady(ctx) || !pythonReady(ctx))
    throw new LabError('WORKSHOP', 'This clone is not set up. Run: npm run setup');
  await withTempFolder(join(ctx.root, '.lab'), async (temp) => {
    const clone = join(temp, FOLDER);
    report.begin('Clone');
    const files = copyClone(ctx, clone);
    edit(clone);
    report.end('✓', `${files.length} files`);

    report.begin('Python packages');
    const inside = join(clone, '.lab', 'bundle');
    const pythons = await collectWheels(ctx, join(inside, 'wheels'), temp);
    report.end('✓', `for Python ${pythons.join(', ')}`);

    report.begin('Node packages');
    copyPackages(ctx, clone);
    const bundle = describe(ctx, pythons, files);
    report.end(
      '✓',
      bundle.native ? `with TensorFlow ${bundle.native}` : "without TensorFlow's native library",
    );

    writeFileSync(join(clone, 'START-HERE.txt'), guide(bundle, basename(file)));
    writeFileSync(join(inside, 'bundle.json'), `${JSON.stringify(bundle, null, 2)}\n`);
    keepNotebooks(clone, inside);
    const contents = filesBelow(clone).filter((name) => !lstatSync(join(clone, name)).isSymbolicLink());
    const total = contents.reduce((sum, name) => sum + statSync(join(clone, name)).size, 0);
    checkRoom(file, total);
    report.begin('Checksums');
    await writeSums(ctx, clone, contents);
    report.end('✓', bytesText(total));
    await pack(ctx, { clone, file, total, bundle });
  });
}

function copyClone(ctx: Context, clone: string): string[] {
  const files = cloneFiles(ctx.root);
  const changed = changedFiles(ctx.root);
  for (const name of files) {
    mkdirSync(dirname(join(clone, name)), { recursive: true });
    // A copy, not a link: an edition may write to it.
    writeFileSync(join(clone, name), readFileSync(join(ctx.root, name)), {
      mode: statSync(join(ctx.root, name)).mode,
    });
  }
  if (changed.length > 0) {
    const list = changed.slice(0, 3).join(', ') + (changed.length > 3 ? ', …' : '');
    ctx.report.note(`Files as they are here, with ${changed.length} uncommitted changes: ${list}`);
  }
  return files;
}

/** The notebooks as they are at the start, to which `reset` goes back. */
function keepNotebooks(clone: string, inside: string): void {
  cpSync(join(clone, 'notebooks'), join(inside, 'notebooks'), { recursive: true });
}

function copyPackages(ctx: Context, clone: string): void {
  const modules = join(clone, 'node_modules');
  linkTree(ctx.modules, modules, (file) => !LEFT_OUT.test(file));
}

function describe(ctx: Context, pythons: string[], files: string[]): Bundle {
  const native = existsSync(bindingFile(ctx)) ? (nativeStamp(ctx)?.version ?? null) : null;
  return {
    platform: ctx.platform,
    arch: ctx.arch,
    node: process.versions.node,
    pythons,
    native,
    made: new Date().toISOString().slice(0, 10),
    files,
  };
}

/** Writes the checksums of files, as `sha256sum -c` reads them. */
async function writeSums(ctx: Context, clone: string, files: string[]): Promise<void> {
  const lines: string[] = [];
  for (const [done, name] of files.entries()) {
    if (done % 100 === 0) {
      ctx.report.progress(`${done} of ${files.length} files`);
      await setImmediate(); // so that it is shown, and Ctrl-C heard
    }
    lines.push(`${await checksum(join(clone, name))}  ${name.replaceAll('\\', '/')}\n`);
  }
  writeFileSync(join(clone, SUMS), lines.join(''));
}

/** @throws LabError if the disk has too little room for the archive */
function checkRoom(file: string, total: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const needed = total * COMPRESSED;
  if (bavail * bsize >= needed) return;
  throw new LabError(
    'WORKSHOP',
    `Not enough disk space in ${dirname(file)}: the archive needs about ${bytesText(needed)}, and ${bytesText(bavail * bsize)} are free.`,
  );
}

interface Packing {
  clone: string;
  file: string;
  total: number;
  bundle: Bundle;
}

async function pack(ctx: Context, { clone, file, total, bundle }: Packing): Promise<void> {
  ctx.report.begin('Archive');
  await withTempFolder(dirname(file), async (temp) => {
    const archive = join(temp, 'archive');
    await writeArchive(clone, archive, (bytes) => ctx.report.bytes('packed', Math.min(bytes, total), total));
    writeFileSync(join(temp, 'text'), guide(bundle, basename(file), await checksum(archive)));
    if (existsSync(file))
      throw new LabError('WORKSHOP', `${file} has been written by someone else meanwhile.`);
    renameSync(join(temp, 'text'), `${file}.txt`);
    renameSync(archive, file);
  });
  ctx.report.end('✓', bytesText(statSync(file).size));
}
