/** Makes a package's folder, as it will be in the tarball. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { OptionError } from '../../lib/core/errors';
import { allowMissingTypes, compile } from './compile';
import { writeEntries } from './entries';
import type { PackagePlan } from './plan';

interface Manifest {
  readonly engines: object;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * Replaces the folder `stage` by the package.
 * @param root the project's folder
 */
export async function stagePackage(root: string, plan: PackagePlan, stage: string): Promise<void> {
  rmSync(stage, { recursive: true, force: true });
  const sources = [...new Set([...Object.values(plan.entries).flat(), ...plan.sources])];
  await compile(root, sources, stage);
  if (plan.optionalPeers.length > 0) allowMissingTypes(stage, plan.optionalPeers);
  for (const file of plan.copied) cpSync(path.join(root, file), path.join(stage, file), { recursive: true });
  for (const [file, text] of Object.entries(plan.written)) {
    mkdirSync(path.dirname(path.join(stage, file)), { recursive: true });
    writeFileSync(path.join(stage, file), text);
  }
  for (const file of ['README.md', 'CHANGELOG.md'])
    cpSync(path.join(root, 'scripts', 'pack', plan.folder, file), path.join(stage, file));
  cpSync(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
  const project = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  const versions = { ...project.devDependencies, ...project.dependencies };
  const exportsMap = writeEntries(stage, plan, versions);
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, versionOf(name, versions)]));
  const optional = Object.fromEntries(plan.optionalPeers.map((name) => [name, { optional: true }]));
  const { name, version, description, keywords, bin, dependencies, optionalPeers } = plan;
  const manifest = {
    ...{ name, version, description, keywords, license: project.license, engines: project.engines },
    type: 'commonjs',
    sideEffects: false,
    ...(Object.keys(bin).length > 0 ? { bin } : {}),
    exports: exportsMap,
    ...(dependencies.length > 0 ? { dependencies: pick(dependencies) } : {}),
    ...(optionalPeers.length > 0
      ? { peerDependencies: pick(optionalPeers), peerDependenciesMeta: optional }
      : {}),
  };
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function versionOf(name: string, versions: Readonly<Record<string, string>>): string {
  if (versions[name] === undefined) throw new OptionError(`package.json has no ${name}`);
  return versions[name];
}
