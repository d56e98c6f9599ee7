/** What is kept of an experiment in its folder: its definition, and its log. */
import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';
import { Allocation } from './allocation';
import { Bandits } from './bandit/bandits';
import type { ExperimentDefinition } from './definition';
import { readExperimentLog } from './experiment-log';
import { Joiner } from './join';
import { checkDefinition } from './read-definition';
import type { RequestIds } from './request-ids';
import { type ExperimentResults, resultsOf, type Status } from './results';
import { Tally } from './tally';

const FILE = 'experiment.json';

/** The definition in an experiment's folder; undefined if there is none. */
export async function storedDefinition(dir: string): Promise<ExperimentDefinition | undefined> {
  const file = path.join(dir, FILE);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : checkDefinition(JSON.parse(text), file);
}

export function storeDefinition(dir: string, definition: ExperimentDefinition): Promise<void> {
  return writeDurably(dir, FILE, Buffer.from(`${JSON.stringify(definition, undefined, 2)}\n`));
}

/** The names of the experiments in a folder, in alphabetical order. */
export async function storedNames(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What follows from the log of an experiment. */
export interface Replayed {
  readonly tally: Tally;
  readonly joiner: Joiner;
}

/** The same under another definition, while nobody has seen an arm: lists of users in no arm still wait for clicks. */
export function redefined({ tally, joiner }: Replayed, definition: ExperimentDefinition): Replayed {
  const next = new Tally(new Allocation(definition), definition.looks, new Bandits(definition));
  for (const mark of tally.marks) next.add(mark);
  for (const [name, shadow] of tally.shadows) next.shadows.set(name, shadow);
  Object.assign(next.events, tally.events);
  joiner.waitFor(definition.joinMinutes);
  return { tally: next, joiner };
}

/** The log, applied. Cost: O(log). */
export async function replayed(
  dir: string,
  definition: ExperimentDefinition,
  ids: RequestIds,
): Promise<Replayed> {
  const tally = new Tally(new Allocation(definition), definition.looks, new Bandits(definition));
  const joiner = new Joiner(ids, definition.joinMinutes);
  for await (const line of readExperimentLog(dir)) {
    if (line.type === 'click' || line.type === 'rating') {
      if (!joiner.hasJoined(line)) tally.add(line, joiner.replay(line));
    } else tally.add(line);
    if (line.type === 'exposure') joiner.add(line);
  }
  tally.bandits.resume();
  return { tally, joiner };
}

/** `stopped`, or what the times say. @param now milliseconds since 1970 */
export function statusOf({ start, end }: ExperimentDefinition, { marks }: Tally, now: number): Status {
  if (marks.some(({ what }) => what === 'stopped')) return 'stopped';
  if (end !== null && Date.parse(end) <= now) return 'ended';
  return start !== null && now < Date.parse(start) ? 'scheduled' : 'running';
}

/** The results of an experiment that the service doesn't run now; undefined if there is none of this name. */
export async function storedResults(
  root: string,
  name: string,
  ids: RequestIds,
): Promise<ExperimentResults | undefined> {
  if (!(await storedNames(root)).includes(name)) return undefined;
  const dir = path.join(root, name);
  const definition = await storedDefinition(dir);
  if (!definition) return undefined;
  const allocation = new Allocation(definition);
  const { tally } = await replayed(dir, definition, ids);
  tally.bandits.learn(Date.now());
  const status = statusOf(definition, tally, Date.now());
  return resultsOf({
    ...{ definition, allocation, tally },
    status: status === 'running' || status === 'scheduled' ? 'off' : status,
  });
}
