/** What a room guessed: a teacher collects the exports of the students, and hands out the counts. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DataError } from '../core/errors';
import { EXERCISES, type ExerciseId, isExerciseId } from './exercise-list';
import { type Standing, standingOf, studentSteps } from './progress';

const { writeWhole } = require('../core/write-whole.cjs') as { writeWhole(file: string, text: string): void };

/** How often each guess was made, by exercise. */
export type RoomGuesses = Readonly<Record<string, Readonly<Record<string, number>>>>;

const EXPORT = 'recommender-lab progress';
const ROOM = path.join(__dirname, '..', '..', 'data', 'workshop', 'room.json');

/**
 * Writes this machine's progress to a JSON file, for a teacher or for yourself: guesses, tries, hints and what is
 * solved, without answers, names or times. The file stays where you put it.
 *
 * @example
 * exportProgress('my-progress.json');
 */
export function exportProgress(file: string, { steps = studentSteps() } = {}): string {
  const all = steps.read();
  const exercises: Record<string, Standing> = {};
  for (const id of Object.keys(EXERCISES)) {
    if (all.some(({ exercise }) => exercise === id)) exercises[id] = standingOf(all, id);
  }
  writeWhole(file, `${JSON.stringify({ format: EXPORT, exercises }, null, 2)}\n`);
  return `${Object.keys(exercises).length} exercises written to ${file}`;
}

/**
 * Counts the guesses in a folder of exports and writes them to `data/workshop/room.json`. Where that file is,
 * checks show what the room guessed.
 *
 * @example
 * collectRoom('exports'); // then hand out data/workshop/room.json
 * @throws DataError for a file in the folder that isn't an export
 */
export function collectRoom(folder: string, { file = ROOM } = {}): RoomGuesses {
  const counts: Record<string, Record<string, number>> = {};
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue;
    for (const [id, { guess }] of Object.entries(readExport(path.join(folder, name)))) {
      if (guess === undefined || !isExerciseId(id)) continue;
      counts[id] ??= {};
      counts[id][guess] = (counts[id][guess] ?? 0) + 1;
    }
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, `${JSON.stringify(counts, null, 2)}\n`);
  return counts;
}

function readExport(file: string): Record<string, Standing> {
  let content: { format?: unknown; exercises?: Record<string, Standing> } | null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DataError(`${file}: not valid JSON: ${(error as Error).message}`, { file });
  }
  if (content?.format === EXPORT && typeof content.exercises === 'object' && content.exercises !== null)
    return content.exercises;
  throw new DataError(`${file}: not a file written by exportProgress`, { file });
}

/** The room's guesses for an exercise; empty where none were collected or the file can't be read. */
export function roomGuesses(id: ExerciseId, { file = ROOM } = {}): Readonly<Record<string, number>> {
  try {
    const counts = (JSON.parse(readFileSync(file, 'utf8')) as RoomGuesses | null)?.[id] ?? {};
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => Number.isSafeInteger(count)));
  } catch {
    return {};
  }
}
