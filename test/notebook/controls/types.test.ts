/** What TypeScript knows of controls; the checks are made when the tests are type-checked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  button,
  dropdown,
  interact,
  logSlider,
  slider,
  text,
  toggle,
  type ValuesOf,
} from '../../../lib/notebook/controls/controls';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <Fact extends true>(fact: Fact): Fact => fact;

test('the values that interact gives are typed by their controls', async () => {
  const controls = {
    factors: slider(5, 200),
    reg: logSlider(1e-3, 1),
    userBased: toggle(),
    by: dropdown(['user', 'item']),
    model: dropdown({ one: 1, two: 2 }),
    title: text(),
    again: button('Again'),
  };
  type Expected = {
    readonly factors: number;
    readonly reg: number;
    readonly userBased: boolean;
    readonly by: 'user' | 'item';
    readonly model: 1 | 2;
    readonly title: string;
    readonly again: number;
  };
  holds<Same<ValuesOf<typeof controls>, Expected>>(true);
  let seen: unknown;
  const interaction = interact(controls, (p, { signal }) => {
    holds<Same<typeof p, Expected>>(true);
    holds<Same<typeof signal, AbortSignal>>(true);
    // @ts-expect-error there is no such parameter
    p.factor;
    seen = p;
  });
  await interaction.settled();
  assert.deepEqual(seen, {
    factors: 103,
    reg: 0.032,
    userBased: false,
    by: 'user',
    model: 1,
    title: '',
    again: 0,
  });
  // @ts-expect-error not a choice
  assert.throws(() => dropdown(['user', 'item'], { value: 'film' }), /must be one of user, item, got film/);
});
