/** Testing: whether a model keeps the contract of all models, and small data to try it on. */

// The contract.
export { entry, type ModelEntry } from '../models/model-entry';
export {
  type CheckContractOptions,
  type CheckResult,
  type ContractReport,
  checkContract,
} from './check-contract';
// Synthetic ratings.
export { checkerboard, toyRatings } from './toy-ratings';
