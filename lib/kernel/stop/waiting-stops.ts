/**
 * Stops that this thread hasn't heard of yet because it is busy: long work of the kernel's own, which nothing ends from
 * outside, looks here now and then and gives up.
 */

/** Shared with the thread that receives stops, which counts them here. */
export const receivedStops = new Int32Array(new SharedArrayBuffer(4));
let heard = 0;

export function stopHeard(stop: number): void {
  heard = Math.max(heard, stop);
}

export function isStopWaiting(): boolean {
  return Atomics.load(receivedStops, 0) > heard;
}
