/** Experiments: from two recommenders to a decision. Pure statistics; the service isn't needed. */

// Who sees which arm: by a hash of salt and user, without storage.
export {
  type Arm,
  Assignment,
  type AssignmentOptions,
  type Place,
  userBucket,
  userShare,
} from './assignment';
