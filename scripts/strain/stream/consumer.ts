/** `consumer.ts LOG DIR`: applies events to a state with checkpoints in DIR until it is killed, and prints how far it is. */
import { applyEvents, type Progress } from '../../../lib/streaming/apply-events';
import { openLog } from '../../bench/stream/logs';
import { CountedEvents } from './counted-events';

async function consume(address: string, dir: string): Promise<void> {
  const note = (text: string) => process.stderr.write(`consumer: ${text}\n`);
  const log = await openLog(address, true);
  const state = new CountedEvents();
  const onProgress = ({ applied }: Progress) => process.stdout.write(`${applied}\n`);
  await applyEvents(log, state, { name: 'strain', dir, saveEvery: 50, onProgress, onNote: note });
}

const [address, dir] = process.argv.slice(2);
consume(address, dir);
