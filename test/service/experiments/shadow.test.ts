/** Challengers in the shadow: compared, bounded, and never in the way. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, test } from 'node:test';
import type { ShadowDefinition } from '../../../lib/service/experiments/definition';
import { Challenger, type Loss } from '../../../lib/service/experiments/shadow/challenger';
import { loadModel } from '../../../lib/service/package/model-package';
import { createService } from '../../../lib/service/service';
import { ask, json } from '../ask';
import { saveToy, temporaryFolder } from '../serve-toy';

const LIMIT = { timeout: 600_000 };
const OPTIONS = { n: 3, diversity: 0 };

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let n = 0; n < 4000; n++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`never: ${what}`);
}

/** One that misbehaves in this way, asked again and again until `holds`. */
async function misbehaves(
  how: string,
  limits: Partial<ShadowDefinition>,
  holds: (losses: Record<Loss, number>, notes: string) => boolean,
): Promise<{ losses: Record<Loss, number>; notes: string; longest: number }> {
  const losses = { skipped: 0, dropped: 0, failed: 0, late: 0, crashes: 0 };
  const notes: string[] = [];
  let longest = 0;
  const definition = { name: how, model: how, sample: 1, memoryMb: 1024, seconds: 60, cores: 1, ...limits };
  const challenger = new Challenger(definition, {
    ...{ dir: '.', pause: 10, program: path.join(__dirname, 'bad-challenger.ts') },
    onLoss: (loss) => losses[loss]++,
    onNote: (note) => notes.push(note),
  });
  after(() => challenger.close());
  await until(() => {
    const began = performance.now();
    for (let n = 0; n < 3; n++)
      challenger.ask({ user: 'u1', options: OPTIONS }, () => assert.fail('no list'));
    longest = Math.max(longest, performance.now() - began);
    return holds(losses, notes.join('\n'));
  }, how);
  challenger.close();
  return { losses, notes: notes.join('\n'), longest };
}

test(
  'one that throws fails each time and lives on, and is asked as often as it may use the processor',
  LIMIT,
  async () => {
    const isBoth = ({ failed, skipped }: Record<Loss, number>) => failed > 5 && skipped > 0;
    const { losses } = await misbehaves('throws', { cores: 0.01 }, isBoth);
    assert.equal(losses.crashes, 0);
  },
);

test('one that loops is ended, started again, and given up in the end', LIMIT, async () => {
  const { losses, notes } = await misbehaves('loops', { seconds: 0.3 }, (_, said) =>
    said.includes('will not start again'),
  );
  assert.equal(losses.crashes, 5);
  assert.equal(losses.late, 5);
  assert.ok(losses.dropped > 0, 'no more than a few wait');
  assert.match(notes, /challenger loops took more than 0\.3 s for an answer and was ended/);
  assert.match(notes, /ended \(SIGKILL\); it starts again in 0\.01 s/);
  assert.match(notes, /starts again in 0\.02 s/);
});

test('one that eats memory outside of its heap is ended at its limit', LIMIT, async () => {
  const { notes } = await misbehaves('eats', { memoryMb: 300 }, ({ crashes }) => crashes > 0);
  assert.match(notes, /ended \(it took more than 300 MB\)/);
});

test('one that exits is started again', LIMIT, async () => {
  const { losses, notes } = await misbehaves('exits', {}, ({ crashes }) => crashes > 1);
  assert.match(notes, /ended \(exit code 3\)/);
  assert.ok(losses.crashes >= 2);
});

test(
  'in a service: lists are compared; a challenger that is killed changes no answer and comes again',
  LIMIT,
  async () => {
    const home = temporaryFolder();
    const [live, other, feedbackDir] = ['live', 'other', 'feedback'].map((name) => path.join(home, name));
    await saveToy(live);
    await saveToy(other, 'BaselineOnly');
    const experiment = {
      name: 'in-the-shadow',
      salt: 's',
      arms: [{ name: 'live', weight: 1 }],
      shadow: [
        { name: 'same', model: live },
        { name: 'other', model: other },
        { name: 'nowhere', model: path.join(home, 'nowhere') },
      ],
    };
    const open = async () => {
      const service = await createService({
        ...{ load: () => loadModel(live), feedbackDir, experiment, rateLimit: 0 },
      });
      after(() => service.close());
      await service.load();
      return service;
    };
    const service = await open();
    const results = async () => (await ask(service, '/experiments/in-the-shadow')).body;
    const lists = async () => {
      const all = [];
      for (let user = 0; user < 14; user++) {
        const { status, body } = await ask(service, `/recommend/u${user}?n=3`);
        assert.deepEqual([status, body.arm], [200, 'live']);
        all.push(body.recommendations);
      }
      const visitor = { userId: 'neu', ratings: [{ itemId: 'i3', rating: 5 }], n: 3 };
      all.push((await ask(service, '/recommend', json(visitor))).body.recommendations);
      return all;
    };
    const first = await lists();
    const answered = async (name: string, more: number) => {
      const before = (await results()).shadow.find((one: { name: string }) => one.name === name).answered;
      await until(async () => {
        assert.deepEqual(await lists(), first);
        return (
          (await results()).shadow.find((one: { name: string }) => one.name === name).answered >=
          before + more
        );
      }, `${name} answers`);
    };
    await answered('same', 60);
    await answered('other', 20);
    const { phase, verdict, shadow, arms } = await results();
    assert.equal(phase, 'shadow');
    assert.match(
      verdict.sentence,
      /^In the shadow, same shares 100% of the items of \d+ lists; other shares \d+%.*nowhere has not/,
    );
    const [same, different, nowhere] = shadow;
    assert.deepEqual([same.overlap, same.ks, same.failed], [1, 0, 0]);
    assert.ok(same.rbo > 0.999 && same.psi < 0.3, `${same.rbo} ${same.psi}`);
    assert.ok(different.overlap < 0.95, `${different.overlap}`);
    assert.equal(different.disagreements[0].items.length, 3);
    assert.equal(nowhere.answered, 0);
    assert.ok(nowhere.dropped > 0 && nowhere.crashes > 0);
    assert.equal(arms[0].clicks, 0);
    const [killed, ...others] = service.challengerPids;
    process.kill(killed, 'SIGKILL');
    await until(async () => (await results()).shadow[0].crashes === 1, 'a crash');
    await answered('same', 1);
    const before = (await results()).shadow;
    const kept = before[0].answered;
    await service.close();
    const again = await open();
    const [replayed] = (await ask(again, '/experiments/in-the-shadow')).body.shadow;
    assert.ok(replayed.answered >= kept, 'the log has them');
    const since = (await ask(again, '/experiments/in-the-shadow')).body.shadow;
    for (const [n, { crashes, dropped, skipped }] of before.entries()) {
      assert.ok(since[n].crashes >= crashes && since[n].skipped >= skipped, 'what was lost, too');
      assert.ok(since[n].dropped >= dropped, `${since[n].dropped} against ${dropped}`);
    }
    await again.close();
    await until(() => !others.some(isAlive), 'the processes end with the service');
  },
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
