/** Examines an exercise: its solution passes, each typical mistake fails with its own words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../lib/workshop/card';
import { exerciseWith } from '../../lib/workshop/exercise';
import { EXERCISES, type ExerciseId, type ExerciseTypes } from '../../lib/workshop/exercise-list';
import type { ExerciseSpec } from '../../lib/workshop/exercise-spec';
import { LinesInMemory } from '../../lib/workshop/kept-lines';
import type { Step } from '../../lib/workshop/progress';

type Answer<Id extends ExerciseId> = ExerciseTypes<Id>['answer'];

export interface Examination<Id extends ExerciseId> {
  /** What a notebook would give, and the solution with it. */
  given: () => ExerciseTypes<Id>['given'] | Promise<ExerciseTypes<Id>['given']>;
  /** Other variables of the notebook, for the solution. */
  around?: () => object | Promise<object>;
  /** An answer for each of the exercise's mistakes, in their order. Functions know their own. */
  wrong: (
    given: ExerciseTypes<Id>['given'],
    solution: Answer<Id>,
  ) => readonly Answer<Id>[] | Promise<readonly Answer<Id>[]>;
  /** Other wrong answers, without words of their own among the mistakes. */
  alsoWrong?: (
    given: ExerciseTypes<Id>['given'],
    solution: Answer<Id>,
  ) => readonly Answer<Id>[] | Promise<readonly Answer<Id>[]>;
  /** Answers that are right though they differ from the solution. */
  alsoRight?: (
    given: ExerciseTypes<Id>['given'],
    solution: Answer<Id>,
  ) => readonly Answer<Id>[] | Promise<readonly Answer<Id>[]>;
}

/** The spec without its types: what all exercises have in common. */
export const specOf = (id: ExerciseId) => EXERCISES[id] as unknown as ExerciseSpec<unknown, unknown, string>;

interface Solution {
  answer: (given: unknown) => unknown;
  guess?: string;
}

const solutionOf = (id: ExerciseId) => require(`../../lib/workshop/solutions/${id}.ts`) as Solution;

/** An exercise with a progress of its own; a guess is made where one is asked for. */
export function fresh(id: ExerciseId) {
  const made = exerciseWith(id, { steps: new LinesInMemory<Step>(), room: () => ({}) });
  const { guess } = solutionOf(id);
  if (specOf(id).level === 'predict') (made as { guess(value?: string): Card }).guess(guess);
  return made as { check(answer: unknown, given: unknown): Card };
}

const examined = new Set<ExerciseId>();

export function examine<Id extends ExerciseId>(
  id: Id,
  { given, around, wrong, alsoWrong, alsoRight }: Examination<Id>,
): void {
  examined.add(id);
  const { title, mistakes } = specOf(id);
  test(`exercise ${id}, ${title}: the solution passes, typical mistakes are named`, async () => {
    const stage = await given();
    const solution = (await solutionOf(id).answer({
      ...(stage as object),
      ...(await around?.()),
    })) as Answer<Id>;
    const passed = fresh(id).check(solution, stage);
    assert.equal(passed.kind, 'right', passed.text());
    for (const other of (await alsoRight?.(stage, solution)) ?? []) {
      const card = fresh(id).check(other, stage);
      assert.equal(card.kind, 'right', card.text());
    }
    for (const other of (await alsoWrong?.(stage, solution)) ?? []) {
      const card = fresh(id).check(other, stage);
      assert.equal(card.kind, 'wrong', card.text());
    }
    const answers = await wrong(stage, solution);
    assert.ok(mistakes.length >= 3, 'at least three typical mistakes');
    assert.equal(answers.length, mistakes.length, 'a wrong answer for each mistake');
    for (const [n, answer] of answers.entries()) {
      const card = fresh(id).check(answer, stage);
      assert.equal(card.kind, 'wrong', `mistake ${n + 1} passes: ${card.text()}`);
      assert.equal(card.paragraphs[0], mistakes[n].words);
    }
  });
}

/** All exercises of a notebook were examined. Call it last. */
export function examinedAllOf(notebook: string): void {
  test(`every exercise of notebook ${notebook} was examined`, () => {
    const all = (Object.keys(EXERCISES) as ExerciseId[]).filter((id) => id.startsWith(`${notebook}-`));
    const here = [...examined].filter((id) => id.startsWith(`${notebook}-`)); // others may share the process
    assert.deepEqual(here.sort(), all.sort());
    assert.ok(all.length >= 3 && all.length <= 5, 'three to five exercises');
    const levels = new Set(all.map((id) => specOf(id).level));
    assert.deepEqual([...levels].sort(), ['build', 'change', 'predict'], 'all three levels');
  });
}
