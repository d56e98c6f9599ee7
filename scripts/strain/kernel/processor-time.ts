/** What Linux says of a process's time on the processors. */
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of user and system time, of which Linux counts hundredths of a second. */
export function millisecondsRun(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Milliseconds that its threads, taken together, were ready to run while the processors were busy with others. */
export function millisecondsWaited(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const [, waited] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      nanoseconds += Number(waited);
    } catch {} // has just ended
  }
  return nanoseconds / 1e6;
}
