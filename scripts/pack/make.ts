/** Makes a package's tarball. */
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { npm } from './npm';
import type { PackagePlan } from './plan';
import { stagePackage } from './stage';

/** A tarball, and what is in it. */
export interface Tarball {
  readonly file: string;
  readonly files: number;
  /** Of the tarball and, unpacked, of the files; bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  /** Of the content: the same for the same sources. */
  readonly integrity: string;
}

/** Compiles the package in `.lab/pack` and writes its tarball to the folder `out`. */
export async function makeTarball(root: string, plan: PackagePlan, out: string): Promise<Tarball> {
  const work = path.join(root, '.lab', 'pack');
  const stage = path.join(work, `${plan.folder}-files`);
  await stagePackage(root, plan, stage);
  const output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', work], stage);
  const [made] = JSON.parse(output.slice(output.search(/^\[/m))) as {
    filename: string;
    size: number;
    unpackedSize: number;
    integrity: string;
    entryCount: number;
  }[];
  const file = path.join(out, made.filename);
  mkdirSync(out, { recursive: true });
  if (work !== out) move(path.join(work, made.filename), file);
  const { size, unpackedSize, integrity, entryCount: files } = made;
  return { file, files, size, unpackedSize, integrity };
}

/** Also to another disk. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    cpSync(from, to);
    rmSync(from);
  }
}
