/** The memory of this process, as the system counts it. */
import { readFileSync } from 'node:fs';

/** The largest resident memory of this process so far, in bytes. */
export function peakBytes(): number {
  return fromStatus('VmHWM') ?? process.resourceUsage().maxRSS * 1024;
}

/**
 * A size in bytes that Linux reports for the process. `VmHWM` is its largest resident memory: `maxRSS` is kept over
 * exec, so that a child starts with what its parent had.
 */
export function fromStatus(field: 'VmHWM' | 'RssFile'): number | undefined {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined; // not Linux
  }
}
