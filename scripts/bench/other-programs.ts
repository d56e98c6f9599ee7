/** How much of this machine's processors other programs take meanwhile, so that a disturbed measurement can be made again. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second, of the numbers below. */
const HZ = 100;

/**
 * Begins to watch. What is returned says how many cores all processes but this one and those that it has started have
 * taken since, on average; 0 where the system doesn't say, which is everywhere but on Linux.
 */
export function watchOthers(): () => number {
  const [all, ours, began] = [busyTicks(), ourTicks(), performance.now()];
  return () => {
    const ticks = busyTicks() - all - (ourTicks() - ours);
    return Math.max(0, (1000 * ticks) / HZ / (performance.now() - began));
  };
}

/** user, nice, system, irq, softirq and steal, of all processors. */
function busyTicks(): number {
  const [user, nice, system, , , ...more] = numbersIn(
    read('/proc/stat')
      .split('\n')[0]
      .replace(/^cpu +/, ''),
  );
  return [user, nice, system, ...more.slice(0, 3)].reduce((sum, ticks) => sum + (ticks ?? 0), 0);
}

function ourTicks(): number {
  return withDescendants(process.pid).reduce((sum, pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) || 0) + (Number(fields[12]) || 0);
  }, 0);
}

function withDescendants(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    numbersIn(read(`/proc/${pid}/task/${thread}/children`)),
  );
  return [pid, ...children.flatMap(withDescendants)];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const numbersIn = (text: string): number[] => text.split(' ').filter(Boolean).map(Number);
