/** What is in the packages: `npm run pack -- --check` installs them, which takes minutes. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MODELS } from '../../lib/models/registry';
import { KERNEL } from '../../scripts/pack/kernel/plan';
import { LIBRARY } from '../../scripts/pack/library/plan';
import type { PackagePlan } from '../../scripts/pack/plan';
import { stagePackage } from '../../scripts/pack/stage';

const ROOT = path.resolve(__dirname, '../..');
/** Inside the project, whose packages the entries load. */
const LAB = path.join(ROOT, '.lab');
/** Imports: of CommonJS, and of types and ES modules. */
const REQUIRED = /\brequire(?:\.resolve)?\(["']([^"'\n]+)["']\)/g;
const IMPORTED = /(?:\bfrom |\bimport\(|^import )["']([^"'\n]+)["']/g;

interface Manifest {
  readonly exports: Readonly<
    Record<string, Record<'import' | 'require', { types: string; default: string }>>
  >;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package's folder. */
class Staged {
  readonly folder: string;
  files: string[] = [];

  constructor(readonly plan: PackagePlan) {
    mkdirSync(LAB, { recursive: true });
    this.folder = mkdtempSync(path.join(LAB, 'pack-test-'));
  }

  async make(): Promise<void> {
    await stagePackage(ROOT, this.plan, this.folder);
    this.files = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(this.folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      );
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  get manifest(): Manifest {
    return JSON.parse(this.text('package.json')) as Manifest;
  }

  /** The imports of all files but those of the page, which run in a browser. */
  taken(): { file: string; specifier: string; isTop: boolean }[] {
    return this.files
      .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.startsWith('lib/service/page/'))
      .flatMap((file) =>
        this.text(file)
          .split('\n')
          .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
          .flatMap((line) =>
            Array.from(
              line.matchAll(/(?<!\.d)\.c?js$/.test(file) ? REQUIRED : IMPORTED),
              ([, specifier]) => ({
                file,
                specifier,
                isTop: /^\S/.test(line),
              }),
            ),
          ),
      );
  }

  /** Relative imports without a file. */
  dead(): string[] {
    return this.taken()
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ file, specifier }) => {
        const target = path.join(this.folder, path.dirname(file), specifier);
        const endings = /\.d\.[cm]?ts$/.test(file) ? ['', '.d.ts', '.d.cts'] : ['', '.js'];
        const places = endings.map((ending) => target + ending);
        return ![...places, target.replace(/\.cjs$/, '.d.cts'), `${target}.json`].some((place) =>
          existsSync(place),
        );
      })
      .map(({ file, specifier }) => `${file}: ${specifier}`);
  }

  /** Imports of packages. */
  packages(): { file: string; name: string; isTop: boolean }[] {
    return this.taken()
      .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier.replace(/\/$/, '')))
      .map(({ specifier, ...rest }) => ({ ...rest, name: /^(@[^/]+\/)?[^/]+/.exec(specifier)![0] }));
  }
}

for (const plan of [KERNEL, LIBRARY]) {
  describe(plan.name, () => {
    const staged = new Staged(plan);
    before(() => staged.make());
    after(() => rmSync(staged.folder, { recursive: true, force: true }));

    it('has compiled files, types, and its own documents', () => {
      for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE', 'package.json'])
        assert.ok(staged.files.includes(file), file);
      assert.deepEqual(
        staged.files.filter((file) => /(?<!\.d)\.[cm]?tsx?$|tsconfig/.test(file)),
        [],
      );
      assert.ok(staged.text('CHANGELOG.md').includes(`## ${plan.version}\n`));
      assert.ok(staged.text('README.md').includes(`${plan.name}-${plan.version}.tgz`));
    });

    it('finds every file that it imports', () => assert.deepEqual(staged.dead(), []));

    it('imports declared packages only', () => {
      const { dependencies, peerDependencies } = staged.manifest;
      const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
      const taken = staged.packages();
      assert.deepEqual(
        taken.filter(({ name }) => !declared.has(name)),
        [],
      );
      const names = new Set(taken.map(({ name }) => name));
      assert.deepEqual(
        [...declared].filter((name) => !names.has(name)),
        [],
        'every package is used',
      );
    });

    it('has the same exports in CommonJS and as ES modules', async () => {
      for (const [entry, targets] of Object.entries(staged.manifest.exports)) {
        if (entry === './package.json') continue;
        for (const { types, default: file } of [targets.import, targets.require])
          for (const target of [types, file]) assert.ok(existsSync(path.join(staged.folder, target)), target);
        const common = require(path.join(staged.folder, targets.require.default)) as object;
        const es = (await import(path.join(staged.folder, targets.import.default))) as object;
        assert.deepEqual(Object.keys(es).sort(), Object.keys(common).sort());
        assert.ok(Object.keys(es).length > 0, entry);
        for (const [name, value] of Object.entries(common))
          assert.equal((es as Record<string, unknown>)[name], value, `${entry}: ${name} is one and the same`);
      }
    });

    it('takes versions from the project', () => {
      const project = JSON.parse(
        readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
      ) as Required<Manifest> & {
        devDependencies: Record<string, string>;
      };
      const versions = { ...project.devDependencies, ...project.dependencies };
      const { dependencies, peerDependencies } = staged.manifest;
      for (const [name, version] of Object.entries({ ...dependencies, ...peerDependencies }))
        assert.equal(version, versions[name], name);
    });

    if (plan === KERNEL) {
      it('is the kernel with what it needs of the core', () => {
        const other = staged.files.filter((file) => !/^(lib\/(kernel|core)|bin|esm)\//.test(file));
        assert.deepEqual(other.sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
        assert.ok(staged.text(`bin/${plan.name}.js`).startsWith('#!/usr/bin/env node\n'));
      });
    } else {
      it('has nothing of the notebook, and of the kernel only the display of results', () => {
        assert.deepEqual(
          staged.files.filter((file) => /^lib\/(notebook|kernel|workshop)/.test(file)).sort(),
          ['lib/kernel/display.d.ts', 'lib/kernel/display.js'],
        );
      });

      it('loads no optional package before it is used, except in the service', () => {
        const early = staged.packages().filter(({ file, isTop }) => isTop && /\.[cm]?js$/.test(file));
        assert.deepEqual(
          [...new Set(early.map(({ file }) => file.split('/').slice(0, 2).join('/')))],
          ['lib/service'],
        );
        for (const { name } of early) assert.ok(plan.needing['./serving'].includes(name), name);
        assert.match(staged.text('cjs/serving.js'), /Run: npm install .*fastify@\d/);
      });

      it('has as many models as its README says', () => {
        const [, count] = /: (\d+) models behind/.exec(staged.text('README.md')) ?? [];
        assert.equal(Number(count), MODELS.length);
      });

      it('has types that do without the packages that may be missing', () => {
        const types = staged.text('lib/math/tensors/tensors.d.ts');
        assert.match(types, /^\/\/ @ts-ignore .*\nimport type \* as tfjs from '@tensorflow\/tfjs';$/m);
      });
    }
  });
}
