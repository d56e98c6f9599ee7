/** Saving: a fitted model as a folder, without the service. */

// A model as a folder.
export { loadModel, type ModelPackage, saveModel, withStars } from './package/model-package';
export { type LearnedFromFiles, type SaveInfo, saveLearned } from './package/save-package';
// Fitting, measuring and saving in one step.
export { type TrainPackageOptions, trainPackage } from './package/train-package';
