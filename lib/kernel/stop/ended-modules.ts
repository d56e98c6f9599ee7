/** ES modules whose code a stop has ended, perhaps while they loaded: Node keeps such a module as it is, for good. */
import type { Frame } from './may-end';

/** Their addresses. */
export const endedModules = new Set<string>();

/** @param frames of the code that is being ended */
export function noteEndedModules(frames: readonly Frame[]): void {
  for (const { file } of frames) if (file?.startsWith('file:')) endedModules.add(file);
}
