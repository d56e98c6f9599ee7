/** The models that are served, from their folders. */
import { loadModel, type ModelPackage, withStars } from '../../lib/service/package/model-package';
import type { ModelDirs } from './default-model';

export async function loadModels({ lists: dir, stars }: ModelDirs): Promise<ModelPackage> {
  const lists = await loadModel(dir);
  return stars === undefined ? lists : withStars(lists, await loadModel(stars, { shareWith: lists }));
}
