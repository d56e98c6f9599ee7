/** Serving: from a fitted model to a web service, and the feedback that comes back. */

// Experiments: what they are, what they record, and what comes of them.
export { type ExploredLog, readExploredLog } from './experiments/bandit/explored-log';
export type { ExperimentDefinition } from './experiments/definition';
export { readExperimentLog } from './experiments/experiment-log';
export type { Exposure, LogLine, Outcome } from './experiments/log-line';
export { armPolicy, type OffPolicyLog, readOffPolicyLog } from './experiments/off-policy-log';
export { checkDefinition, readDefinition } from './experiments/read-definition';
export type { ExperimentResults } from './experiments/results';
// What users saw, clicked and rated.
export type { StoredEvent } from './feedback/feedback-event';
export { readFeedback } from './feedback/feedback-store';
// Services that an earlier run of a cell has left open.
export { closeServices } from './open-services';
// A model as a folder.
export { loadModel, type ModelPackage, saveModel, withStars } from './package/model-package';
export { type LearnedFromFiles, type SaveInfo, saveLearned } from './package/save-package';
export { type TrainPackageOptions, trainPackage } from './package/train-package';
// The service itself.
export { createService, type Service, type ServiceOptions } from './service';
export type { StreamSource } from './stream/live-stream';
