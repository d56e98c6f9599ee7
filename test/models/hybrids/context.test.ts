/** Hybrids pass a context on to the members that use it. No model of the registry does yet, so a member is put in by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hybridCapabilities } from '../../../lib/models/hybrids/parts/hybrid-capabilities';
import { SwitchingHybrid } from '../../../lib/models/hybrids/switching-hybrid';
import { WeightedHybrid } from '../../../lib/models/hybrids/weighted-hybrid';
import type { RegisteredModel } from '../../../lib/models/registry';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import { sumOfTerms } from '../../../lib/recommender/explanation';
import { contextWorld } from '../../../lib/testing/toy-ratings';
import { DeviceBias } from '../../fixtures/device-bias';

function withMembers<Hybrid extends object>(hybrid: Hybrid, members: readonly RegisteredModel[]): Hybrid {
  return Object.assign(hybrid, {
    members: members.map((member, n) => [`member${n + 1}`, member]),
    can: Object.freeze({
      ...hybridCapabilities(members.map(({ can }) => can)),
      similarItems: false,
      similarUsers: false,
    }),
  });
}

/** The hours as categories, beside the devices. */
const world = (() => {
  const given = contextWorld();
  const hours = Array.from(given, ({ context }) => `${context?.hour} h`);
  return given.withContext({ clock: hours });
})();
const [user] = world.users;
const [item, other] = world.items;
const contexts = [{ device: 'tv', clock: '3 h' }, { device: 'phone', clock: '4 h' }, undefined];

class DeviceOnly extends DeviceBias {
  override contextColumns() {
    return ['device'];
  }
}

class ClockBias extends DeviceBias {
  override contextColumns() {
    return ['clock'];
  }
}

/** What a member makes of a hybrid's context. */
function own(member: RegisteredModel, context: Readonly<Record<string, string>> | undefined) {
  const entries = member.contextNames.map((name) => [name, context?.[name]]);
  return context && entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

test('a weighted hybrid in a context is the weighted mean of its members, each in its own part of it', async () => {
  for (const members of [
    [new ClockBias(), new DeviceOnly()],
    [new DeviceOnly(), new BaselineOnly()],
    [new MeanRating(), new ClockBias()],
  ] as RegisteredModel[][]) {
    const hybrid = await withMembers(new WeightedHybrid({ weight: 0.25 }), members).fit(world);
    assert.equal(hybrid.can.usesContext, true);
    assert.deepEqual(
      new Set(hybrid.contextNames),
      new Set(members.flatMap(({ contextNames }) => contextNames)),
    );
    for (const whole of contexts) {
      const context = own(hybrid, whole);
      const expected = (of: typeof item) => {
        const [one, two] = members.map(
          (member) => member.predict(user, of, { context: own(member, whole) }).score,
        );
        return 0.75 * one + 0.25 * two;
      };
      close(hybrid.predict(user, item, { context }).score, expected(item));
      const scores = hybrid.scoresOf(user, { context });
      close(scores[0], expected(item));
      close(scores[1], expected(other));
      const [first] = hybrid.recommend(user, { context, filterSeen: false });
      assert.equal(first.score, Math.max(...scores));
      close(sumOfTerms(hybrid.explain(user, item, { context }).terms), expected(item));
    }
    const { scores } = hybrid.predictAll(world);
    const context = own(hybrid, world.row(7).context as Record<string, string>);
    close(scores[7], hybrid.predict(world.row(7).user, world.row(7).item, { context }).score);
  }
});

test('a switching hybrid asks the member that answers in the context', async () => {
  const bias = new DeviceOnly();
  const hybrid = await withMembers(new SwitchingHybrid({ switchAt: 1 }), [bias, new BaselineOnly()]).fit(
    world,
  );
  for (const context of [{ device: 'tv' }, { device: 'phone' }]) {
    assert.equal(hybrid.predict(user, item, { context }).score, bias.predict(user, item, { context }).score);
  }
  assert.throws(() => hybrid.recommend(user, { context: { clock: '3 h' } }), {
    name: 'OptionError',
    message: 'SwitchingHybrid: context has no column "clock"; it uses device',
  });
});

test('visitors of a hybrid are answered in their context, and earlier answers stay', async () => {
  const members = [new DeviceOnly(), new ClockBias()];
  const hybrid = await withMembers(new WeightedHybrid({ weight: 0.5 }), members).fit(world);
  const rated = world.ratingsOf(user).slice(0, 4);
  const visitor = hybrid.foldIn(rated);
  const before = contexts.map((context) => visitor.scoresOf({ context }));
  for (const [n, context] of contexts.entries()) {
    const parts = members.map((member) => member.foldIn(rated).scoresOf({ context: own(member, context) }));
    const scores = visitor.scoresOf({ context });
    for (const [at, score] of scores.entries()) close(score, (parts[0][at] + parts[1][at]) / 2);
    assert.deepEqual(scores, before[n]);
    const explained = visitor.explain(item, { context });
    close(sumOfTerms(explained.terms), scores[0]);
  }
});

test('a saved hybrid has its members’ contexts again', async () => {
  const make = () => withMembers(new WeightedHybrid({ weight: 0.5 }), [new ClockBias(), new DeviceOnly()]);
  const hybrid = await make().fit(world);
  const back = make();
  back.restore(hybrid.train, hybrid.state as Parameters<typeof back.restore>[1]);
  for (const context of contexts) {
    assert.deepEqual(back.scoresOf(user, { context }), hybrid.scoresOf(user, { context }));
  }
});

function close(a: number, b: number): void {
  assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
}
