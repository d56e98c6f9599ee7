/**
 * `producer.ts LOG FIRST`: appends events until it is killed, with the ids `e<FIRST>`, `e<FIRST+1>`, …, and prints the
 * number of the last one that was acknowledged. What can't be stored now is sent again, with the same ids.
 */
import type { NewEvent } from '../../../lib/streaming/stream-event';
import { openLog } from '../../bench/stream/logs';

const BATCH = 20;

async function produce(address: string, first: number): Promise<void> {
  const log = await openLog(address, false);
  for (let next = first; ; next += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, n): NewEvent => {
      const number = next + n;
      return {
        type: 'click',
        id: `e${number}`,
        userId: `user ${number % 57}`,
        itemId: `item ${number % 101}`,
      };
    });
    while (!(await isAppended(batch))) await new Promise((done) => setTimeout(done, 100));
    process.stdout.write(`${next + BATCH - 1}\n`);
  }

  async function isAppended(batch: readonly NewEvent[]): Promise<boolean> {
    try {
      await log.append(batch);
      return true;
    } catch (error) {
      process.stdout.write(`refused ${(error as Error).message}\n`);
      return false;
    }
  }
}

const [address, first] = process.argv.slice(2);
produce(address, Number(first));
