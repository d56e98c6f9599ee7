/** Made-up worlds whose truth is known. */

// Worlds for bandits.
export type { BanditWorld } from './bandits/bandit-world';
export { type ContextualWorld, contextualWorld } from './bandits/contextual-world';
export { delayedWorld } from './bandits/delayed-world';
export { driftingWorld } from './bandits/drifting-world';
export { stationaryWorld } from './bandits/stationary-world';
// Ratings of any size, with factors behind them.
export { generateRatings, plant } from './generate';
// A world in which context matters.
export { type ContextWorld, generateInContext } from './generate-in-context';
// What changes an appeal from visit to visit.
export type { AppealChange, Seen } from './users/appeal-change';
// Programs among the users.
export { type Bots, bots } from './users/bots';
export { carryOver } from './users/carry-over';
// How a list is read and clicked.
export { cascade } from './users/cascade';
export type { ClickModel } from './users/click-model';
// What users like: made up, or as a model has it; and many users who are alike.
export { type Crowd, crowd } from './users/crowd';
export { type DrivenVisit, driveService } from './users/drive-service';
export { fatigue } from './users/fatigue';
export { monteCarloCtr } from './users/monte-carlo-ctr';
export { novelty } from './users/novelty';
export { plantedTaste } from './users/planted-taste';
export { lookChances, positionBased } from './users/position-based';
// How often they come back.
export { type ReturnVisits, returnVisits } from './users/return-visits';
export { scoredTaste } from './users/scored-taste';
// Users, days of their visits, and the truth about an arm.
export { SimulatedUsers } from './users/simulated-users';
export type { Taste } from './users/taste';
export { simulateTraffic, type TrafficOptions, trueCtr, type View } from './users/traffic';
