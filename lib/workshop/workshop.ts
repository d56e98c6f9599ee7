/**
 * The workshop: exercises that answer back, and runs that can be compared.
 */

// Exercises: check, hint, solution, guess.
export { exercise } from './exercise';
// Your progress, on this machine only.
export { myProgress } from './my-progress';
export { collectRoom, exportProgress } from './room';
// Runs: every result with its parameters and receipt, to be compared.
export { openRuns, recordRun, runs } from './runs/run-log';
// A messy file to clean.
export { writeLoans } from './write-loans';
