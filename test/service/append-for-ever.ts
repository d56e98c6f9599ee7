/** Appends events until it is killed, and prints the name of each that is acknowledged; moves them all the time. */
import { FeedbackStore } from '../../lib/service/feedback/feedback-store';

async function main(dir: string, run: string): Promise<void> {
  const store = await FeedbackStore.open(dir, { moveEvery: 20 });
  for (let n = 0; ; ) {
    const batch = Array.from({ length: 8 }, () => `${run}-${n++}`);
    const appends = batch.map(async (itemId) => {
      await store.append([{ type: 'click', userId: 'ann', itemId }], 'm');
      process.stdout.write(`${itemId}\n`);
    });
    await Promise.all(appends);
  }
}

main(process.argv[2], process.argv[3]);
