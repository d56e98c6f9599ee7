import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import {
  number,
  type OptionsOf,
  oneOf,
  options,
  orNull,
  seedNumber,
  trueOrFalse,
  whole,
} from '../../lib/core/options';

const PANCAKE_OPTIONS = options('Pancake', {
  eggs: whole({ from: 1, default: 2 }),
  milk: number({ from: 0, default: 0.5 }),
  heat: number({ above: 0, to: 1, default: 0.7 }),
  share: number({ from: 0, to: 1, default: 1 }),
  drift: number({ default: 0 }),
  sweet: trueOrFalse({ default: true }),
  topping: oneOf(['sugar', 'cheese'], { default: 'sugar' }),
  guests: orNull(whole({ from: 2, default: 2 })),
  seed: seedNumber(),
});
const DEFAULTS = {
  eggs: 2,
  milk: 0.5,
  heat: 0.7,
  share: 1,
  drift: 0,
  sweet: true,
  topping: 'sugar',
  guests: null,
  seed: 0,
};

test('the declaration gives defaults, which are frozen', () => {
  assert.deepEqual(PANCAKE_OPTIONS.defaults, DEFAULTS);
  assert.ok(Object.isFrozen(PANCAKE_OPTIONS.defaults));
});

test('given options are laid over the defaults; undefined stands for the default', () => {
  const resolved = PANCAKE_OPTIONS.resolve({ eggs: 3, milk: undefined, topping: 'cheese', guests: 4 });
  assert.deepEqual(resolved, { ...DEFAULTS, eggs: 3, topping: 'cheese', guests: 4 });
  assert.ok(Object.isFrozen(resolved));
});

describe('a bad value is refused by name, with what is allowed', () => {
  const refused: [given: object, message: string][] = [
    [{ eggs: 0 }, 'Pancake: eggs must be a positive whole number, got 0'],
    [{ eggs: 1.5 }, 'Pancake: eggs must be a positive whole number, got 1.5'],
    [{ eggs: '2' }, 'Pancake: eggs must be a positive whole number, got "2"'],
    [{ milk: -1 }, 'Pancake: milk must be a number of at least 0, got -1'],
    [{ milk: Infinity }, 'Pancake: milk must be a number of at least 0, got Infinity'],
    [{ heat: 0 }, 'Pancake: heat must be a number above 0 and at most 1, got 0'],
    [{ share: 1.1 }, 'Pancake: share must be a number from 0 to 1, got 1.1'],
    [{ drift: NaN }, 'Pancake: drift must be a finite number, got NaN'],
    [{ sweet: 1 }, 'Pancake: sweet must be true or false, got 1'],
    [{ topping: 'jam' }, 'Pancake: topping must be one of sugar, cheese, got "jam"'],
    [{ guests: 1 }, 'Pancake: guests must be a whole number of at least 2, or null, got 1'],
    [{ seed: 2 ** 32 }, 'Pancake: seed must be a whole number from 0 to 4294967295, got 4294967296'],
    [{ sweet: { very: true } }, 'Pancake: sweet must be true or false, got { very: true }'],
  ];
  for (const [given, message] of refused) {
    test(message, () => {
      assert.throws(() => PANCAKE_OPTIONS.resolve(given), { name: 'OptionError', message });
    });
  }
});

test('an unknown option is refused, and the known ones are listed', () => {
  const known = 'eggs, milk, heat, share, drift, sweet, topping, guests, seed';
  assert.throws(
    () => PANCAKE_OPTIONS.resolve({ egg: 1 } as object),
    new OptionError(`Pancake: there is no option egg; the options are ${known}`),
  );
});

test('anything but an object is refused', () => {
  for (const given of [null, [], 'eggs']) {
    assert.throws(
      () => PANCAKE_OPTIONS.resolve(given as never),
      new OptionError('Pancake: options must be an object such as { eggs: … }'),
    );
  }
});

test('another declaration can take it over and change a default', () => {
  const crepe = options('Crêpe', { ...PANCAKE_OPTIONS.declared, eggs: whole({ from: 1, default: 4 }) });
  assert.deepEqual(crepe.defaults, { ...DEFAULTS, eggs: 4 });
  assert.throws(() => crepe.resolve({ milk: -1 }), /^OptionError: Crêpe: milk must/);
});

test('they are described in a table', () => {
  assert.deepEqual(PANCAKE_OPTIONS.describe().slice(0, 2), [
    { option: 'eggs', default: 2, allowed: 'a positive whole number' },
    { option: 'milk', default: 0.5, allowed: 'a number of at least 0' },
  ]);
});

test('types follow from the declaration', () => {
  const given: OptionsOf<typeof PANCAKE_OPTIONS> = {
    ...PANCAKE_OPTIONS.defaults,
    topping: 'cheese',
    guests: 3,
  };
  // @ts-expect-error jam isn't among the toppings
  const jam: typeof given.topping = 'jam';
  // @ts-expect-error eggs are counted
  const text: typeof given.eggs = 'two';
  assert.ok(given && jam && text);
});
