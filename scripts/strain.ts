/**
 * `npm run strain`: tests the service with requests that its OpenAPI document allows and forbids, then keeps it busy for
 * some minutes; with `--kernel`, stops the kernel at random moments; with `--stream`, kills the processes of an event log;
 * with `--bandit`, compares what a log says of a policy with what it earns.
 * The exit code is 1 if an answer is wrong or memory grows. Everything it writes is in temporary folders.
 */

import { note, runCommand } from './cli/command-line';
import { defaultModelDirs } from './serve/default-model';
import { stopOnSignals } from './setup/cleanup';
import { readArguments, USAGE } from './strain/arguments';
import { banditTable, strainBandit } from './strain/bandit';
import { fuzz } from './strain/fuzz';
import { stopsTable, strainStops } from './strain/kernel/stops';
import { soak, soakTable } from './strain/soak';
import { strainStream } from './strain/stream/kills';

async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const { examples, seed, minutes, stops, jobs, busy, only, rounds, kafka, followsStream, banditMinutes } =
    given;
  if (rounds > 0) {
    const result = await strainStream({ kafka, rounds, seed, note });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.lost + result.twice === 0 ? 0 : 1;
  }
  if (banditMinutes > 0) {
    const result = await strainBandit({ minutes: banditMinutes, seed, note });
    note(banditTable(result));
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.agrees ? 0 : 1;
  }
  if (stops > 0) {
    const result = await strainStops({ stops, jobs, busy, seed, only, note });
    process.stdout.write(`${stopsTable(result)}\n`);
    if (result.found.length > 0) return 1;
    if (examples === 0 && minutes === 0) return 0;
  }
  const dirs = await defaultModelDirs({ note });
  let isGood = true;
  if (examples > 0) {
    const { passed, words } = await fuzz(dirs, { examples, seed, note });
    process.stdout.write(`${words}\n`);
    isGood &&= passed;
  }
  if (minutes > 0) {
    const result = await soak(dirs, { minutes, followsStream, note });
    process.stdout.write(`${soakTable(result)}\n`);
    isGood &&= result.passed;
  }
  return isGood ? 0 : 1;
}

stopOnSignals(() => note('Stopped.'));
runCommand({ usage: USAGE, run });
