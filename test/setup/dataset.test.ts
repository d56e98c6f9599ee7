import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { dataset, datasetDamage, datasetSource } from '../../scripts/setup/dataset';
import { countLines } from '../../scripts/setup/dataset-count';
import { type FakeLab, fakeLab, fakeVenv, makeZip, type Pip } from './fake-lab';

// Invented rows, in the layouts of the archive and of the mirror.
const DATA = '1\t1\t5\t880000000\n2\t1\t4\t880000001\n';
const FLAGS = '|0'.repeat(18).concat('|1');
const ITEM = `1|The Glass Ferry (1991)|01-Jan-1991||${FLAGS}\n`;
const USER = '1|33|F|writer|00123\n2|20|M|student|12345\n';
const MD5 = createHash('md5').update(DATA).digest('hex');
const MIRROR = 'recbole/dataset_example/ml-100k/ml-100k';
const WHEEL = 'recbole-0-fake.whl';

type Answer = (response: http.ServerResponse) => void;

/** Serves the archive's address; without `answer` nobody listens there. */
async function serve(t: TestContext, answer?: Answer): Promise<string> {
  const server = http.createServer((_request, response) => answer?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ml-100k.zip`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  if (answer) t.after(close);
  else close();
  return url;
}

/** A lab whose archive and mirror are made of the invented rows. */
async function prepare(t: TestContext, { answer, pip = 'offline' }: { answer?: Answer; pip?: Pip } = {}) {
  const lab = fakeLab(t);
  const wheel = path.join(lab.folder, WHEEL);
  const { sha256 } = makeZip(wheel, {
    [`${MIRROR}.inter`]: `user_id:token\titem_id:token\trating:float\ttimestamp:float\n${DATA}`,
    [`${MIRROR}.item`]:
      'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n1\tThe Glass Ferry\t1991\tWestern\n',
    [`${MIRROR}.user`]: `user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token\n${USER.replaceAll('|', '\t')}`,
  });
  fakeVenv(lab, pip, wheel);
  const archive = path.join(lab.folder, 'ml-100k.zip');
  const { md5 } = makeZip(archive, {
    'ml-100k/u.data': DATA,
    'ml-100k/u.item': ITEM,
    'ml-100k/u.user': USER,
  });
  const sources = {
    archiveUrl: await serve(t, answer && ((response) => answer(response))),
    archiveMd5: md5,
    mirrorWheel: { requirement: 'recbole==0', file: WHEEL, sha256 },
    ratingsMd5: MD5,
  };
  const context = (options = {}) => lab.context({ options, sources });
  return { lab, archive, context, sources };
}

const source = (lab: FakeLab) => JSON.parse(lab.read('data/ml-100k/source.json'));
const whole =
  (archive: string): Answer =>
  (response) =>
    response.end(fs.readFileSync(archive));

/** Nothing is left in data/ but the set itself (and what the user put there). */
function assertTidy(lab: FakeLab, ...expected: string[]): void {
  const names = lab.has('data') ? fs.readdirSync(path.join(lab.root, 'data')) : [];
  assert.deepEqual(names.sort(), expected.sort());
}

describe('data set', () => {
  test('comes from the official archive, once', async (t) => {
    let asked = 0;
    const made = await prepare(t, {
      answer: (response) => {
        asked++;
        whole(made.archive)(response);
      },
    });
    assert.match((await dataset(made.context())).detail, /official archive: http/);
    assert.match(made.lab.said(), /GroupLens.*no redistribution/);
    assert.equal(source(made.lab).source, 'official');
    assert.equal(made.lab.read('data/ml-100k/u.data'), DATA);
    assert.match((await dataset(made.context())).detail, /^there/);
    assert.equal(asked, 1);
    assertTidy(made.lab, 'ml-100k');
  });

  test('comes from the mirror when the archive is out of reach, and says what it lacks', async (t) => {
    const { lab, context } = await prepare(t, { pip: 'works' });
    assert.match((await dataset(context())).detail, /mirror: the Python package recbole==0/);
    assert.equal(source(lab).source, 'mirror');
    assert.ok(source(lab).lacks.includes('release dates'));
    assert.equal(lab.read('data/ml-100k/u.item').split('|').length, 24);
    assert.equal(lab.read('data/ml-100k/u.user'), USER);
    assertTidy(lab, 'ml-100k');
  });

  for (const [what, answer] of [
    ['an error', (response) => response.writeHead(503).end()],
    ['another file', (response) => response.end('<html>log in to the hotel network</html>')],
    [
      'half of it',
      (response) => {
        response.writeHead(200, { 'content-length': 5000 });
        response.write('PK half');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ] as [string, Answer][]) {
    test(`when the archive's host answers with ${what}, the mirror is taken`, async (t) => {
      const { lab, context } = await prepare(t, { pip: 'works', answer });
      await dataset(context());
      assert.equal(source(lab).source, 'mirror');
      assertTidy(lab, 'ml-100k');
    });
  }

  test('a full disk is not taken for a host out of reach', {
    skip: !fs.existsSync('/dev/full'),
  }, async (t) => {
    const made = await prepare(t, { answer: (response) => whole(made.archive)(response) });
    const create = fs.createWriteStream;
    t.mock.method(fs, 'createWriteStream', () => create('/dev/full'));
    await assert.rejects(dataset(made.context()), /\n- ENOSPC: no space left on device, write\n/);
    assertTidy(made.lab);
  });

  test('a mirror whose ratings are not the original is refused', async (t) => {
    const { lab, context, sources } = await prepare(t, { pip: 'works' });
    sources.ratingsMd5 = 'f'.repeat(32);
    await assert.rejects(dataset(context()), /ratings differ from the original/);
    assertTidy(lab);
  });

  test('offline: says why and what to do, and leaves nothing half-written', async (t) => {
    const { lab, context } = await prepare(t);
    await assert.rejects(dataset(context()), (error: Error) => {
      assert.match(error.message, /127\.0\.0\.1:\d+ can't be reached \(ECONNREFUSED\)/);
      assert.match(error.message, /no network/);
      assert.match(error.message, /into data\/ml-100k\/[\s\S]*npm run setup -- --synthetic/);
      return true;
    });
    assertTidy(lab);
  });

  test('an archive put into data/ by hand is used', async (t) => {
    const { lab, context, archive } = await prepare(t);
    lab.write('data/ml-100k.zip', fs.readFileSync(archive));
    await dataset(context());
    assert.equal(source(lab).source, 'yours');
    assert.equal(lab.read('data/ml-100k/u.item'), ITEM);
    assertTidy(lab, 'ml-100k', 'ml-100k.zip');
  });

  test('your own files are looked at, warned about, and never touched', async (t) => {
    const { lab, context } = await prepare(t, { pip: 'works' });
    for (const [name, text] of Object.entries({ 'u.data': DATA, 'u.item': ITEM, 'u.user': USER })) {
      lab.write(`data/ml-100k/${name}`, text);
    }
    const before = fs.statSync(path.join(lab.root, 'data/ml-100k/u.data')).mtimeMs;
    assert.match((await dataset(context())).detail, /your own copy, not the published one/);
    assert.match(lab.said(), /its checksum differs/);
    assert.equal(fs.statSync(path.join(lab.root, 'data/ml-100k/u.data')).mtimeMs, before);
    assert.equal(source(lab).source, 'yours');
    assert.match((await dataset(context())).detail, /there \(your own copy\)/);
    assert.deepEqual(lab.calls(), []);
  });

  test('your own files with one missing: says which', async (t) => {
    const { lab, context } = await prepare(t, { pip: 'works' });
    lab.write('data/ml-100k/u.data', DATA);
    await assert.rejects(dataset(context()), /can't be used: u\.item is missing; u\.user is missing\./);
    assert.equal(lab.read('data/ml-100k/u.data'), DATA);
  });

  test('a copy put over the mirror counts as yours', async (t) => {
    const { lab, context } = await prepare(t, { pip: 'works' });
    await dataset(context());
    lab.write('data/ml-100k/u.data', `${DATA}3\t1\t1\t880000002\n`);
    assert.equal(datasetSource(context()), undefined);
    await dataset(context());
    assert.equal(source(lab).source, 'yours');
    assert.match(lab.said(), /no longer the ones that setup downloaded and are now treated as your own/);
  });

  /** A lab with the mirror's set in place, and the names of what lies in data/ besides. */
  async function fetched(t: TestContext) {
    const made = await prepare(t, { pip: 'works' });
    await dataset(made.context());
    const kept = () => fs.readdirSync(path.join(made.lab.root, 'data')).filter((name) => name !== 'ml-100k');
    return { ...made, kept };
  }

  const GARBAGE = 'x'.repeat(DATA.length);
  for (const [what, name, content, why] of [
    ['cut short within a line', 'u.data', DATA.slice(0, -8), 'u.data is truncated after line 2'],
    ['cut short after a line', 'u.data', DATA.slice(0, DATA.length / 2), 'u.data is truncated after line 1'],
    ['cut short within a field', 'u.data', DATA.slice(0, 20), 'u.data, line 2: expected user, film, rating'],
    ['garbage of the same size', 'u.data', GARBAGE, 'u.data, line 1: expected user, film, rating'],
    ['empty', 'u.item', '', 'u.item is empty'],
    ['other bytes', 'u.genre', 'horror', 'u.genre has changed'],
    ['half a file', 'source.json', '{', "source.json can't be read"],
    ['nonsense', 'source.json', '{"source":5,"files":{}}', "source.json can't be read"],
    ['of another program', 'source.json', '{"source":"toString","files":{}}', "source.json can't be read"],
  ]) {
    test(`a fetched ${name} that is ${what} is fetched again, and the old folder is kept`, async (t) => {
      const { lab, context, kept } = await fetched(t);
      lab.write(`data/ml-100k/${name}`, content);
      assert.equal(datasetSource(context()), undefined);
      assert.deepEqual([datasetDamage(context()).ours, kept()], [true, []]);
      assert.match((await dataset(context())).detail, /^mirror: /);
      assert.ok(lab.said().includes(`data/ml-100k is damaged: ${why}`), lab.said());
      assert.equal(lab.read('data/ml-100k/u.data'), DATA);
      assert.equal(source(lab).source, 'mirror');
      const [old, ...more] = kept();
      assert.match(lab.said(), new RegExp(`The previous contents of data/ml-100k are now in data/${old}\\.`));
      assert.deepEqual([lab.read(`data/${old}/${name}`), more], [content, []]);
      assert.match((await dataset(context())).detail, /^there \(mirror\)/);
    });
  }

  test('fetched files that have gone are fetched again', async (t) => {
    const { lab, context, kept } = await fetched(t);
    for (const gone of ['u.item', 'u.data']) fs.rmSync(path.join(lab.root, 'data/ml-100k', gone));
    assert.match((await dataset(context())).detail, /^mirror: /);
    assert.deepEqual([lab.read('data/ml-100k/u.data'), kept()], [DATA, []]);
  });

  test('a damaged set that can not be had again stays where it is', async (t) => {
    const { lab, context, kept } = await fetched(t);
    fakeVenv(lab, 'offline');
    lab.write('data/ml-100k/u.data', GARBAGE);
    await assert.rejects(dataset(context()), /could not be downloaded/);
    assert.deepEqual([lab.read('data/ml-100k/u.data'), kept()], [GARBAGE, []]);
    assert.match((await dataset(context({ synthetic: true }))).detail, /SYNTHETIC/);
    assert.equal(lab.read(`data/${kept()[0]}/u.data`), GARBAGE);
  });

  test("your own files that can't be read are refused, also when seen before, and never touched", async (t) => {
    const { lab, context } = await prepare(t, { pip: 'works' });
    for (const [name, text] of Object.entries({ 'u.data': GARBAGE, 'u.item': ITEM, 'u.user': USER })) {
      lab.write(`data/ml-100k/${name}`, text);
    }
    const refused = /can't be used: u\.data, line 1: expected [\s\S]*Replace them with complete files/;
    await assert.rejects(dataset(context()), refused);
    lab.write('data/ml-100k/u.data', DATA);
    await dataset(context());
    lab.write('data/ml-100k/u.data', GARBAGE);
    const seen = source(lab);
    seen.files['u.data'].md5 = createHash('md5').update(GARBAGE).digest('hex');
    lab.write('data/ml-100k/source.json', JSON.stringify(seen));
    assert.equal(datasetSource(context()), undefined);
    await assert.rejects(dataset(context()), refused);
    assert.equal(lab.read('data/ml-100k/u.data'), GARBAGE);
    assertTidy(lab, 'ml-100k');
  });

  test('--synthetic is labeled, stays while there is no network, and gives way to the real set', async (t) => {
    const { lab, context } = await prepare(t);
    assert.match((await dataset(context({ synthetic: true }))).detail, /SYNTHETIC/);
    assert.equal(source(lab).source, 'synthetic');
    assert.equal(countLines(path.join(lab.root, 'data/ml-100k/u.data')), 100_000);
    assert.match((await dataset(context({ synthetic: true }))).detail, /^there/);
    assert.equal((await dataset(context())).mark, '–');
    assert.equal(source(lab).source, 'synthetic');
    fakeVenv(lab, 'works', path.join(lab.folder, WHEEL));
    await dataset(context());
    assert.equal(source(lab).source, 'mirror');
    await assert.rejects(dataset(context({ synthetic: true })), /doesn't replace it/);
    assert.equal(source(lab).source, 'mirror');
  });
});
