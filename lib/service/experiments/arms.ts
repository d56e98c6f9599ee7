/** The models of an experiment's arms. */
import * as path from 'node:path';
import type { loadModel, ModelPackage } from '../package/model-package';
import { withStars } from '../package/model-package';
import { ServedModel } from '../served/served-model';
import type { ExperimentDefinition } from './definition';

/** How models are loaded. */
export interface ArmSource {
  readonly load: typeof loadModel;
  /** Folders are relative to this one. */
  readonly dir: string;
  /** As of the service. */
  readonly keepItems?: number;
}

export class Arms {
  readonly #served: Map<string, ServedModel>;

  private constructor(
    served: ReadonlyMap<string, ServedModel>,
    private readonly keepItems: number | undefined,
  ) {
    this.#served = new Map(served);
  }

  /** Loads the models one after another. Those of the same ratings share them in memory. @throws PackageError */
  static async load(
    { arms }: ExperimentDefinition,
    own: ServedModel,
    { load, dir, keepItems }: ArmSource,
  ): Promise<Arms> {
    const served = new Map<string, ServedModel>();
    const at = (folder: string) => load(path.resolve(dir, folder), { shareWith: own.pack });
    for (const { name, model, stars } of arms) {
      let pack: ModelPackage | undefined = model === undefined ? undefined : await at(model);
      if (stars !== undefined) pack = withStars(pack ?? own.pack, await at(stars));
      served.set(name, pack ? new ServedModel(pack, keepItems) : own);
    }
    return new Arms(served, keepItems);
  }

  /** The model of an arm; of one that has been updated, what is served of it now. */
  of(arm: string): ServedModel {
    const served = this.#served.get(arm)!;
    if (!served.isStale) return served;
    const fresh = new ServedModel(served.pack, this.keepItems);
    this.#served.set(arm, fresh);
    return fresh;
  }

  /** `one: EASE 3f9a0c5d; two: SVD 01c4e2aa`. */
  get words(): string {
    return Array.from(this.#served, ([arm, { label }]) => `${arm}: ${label}`).join('; ');
  }
}
