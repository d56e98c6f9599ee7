/** What `npm run kafka` finds or installs, with fake programs; the broker itself is tested in `test/streaming`. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { startBroker } from '../../scripts/kafka/broker';
import { classArchive } from '../../scripts/kafka/class-archive';
import { isAnswering } from '../../scripts/kafka/is-answering';
import { kafkaJars } from '../../scripts/kafka/jars';
import { findJava, findWholeJava } from '../../scripts/setup/java';
import { type FakeLab, fakeLab } from './fake-lab';

const fakeJava = (lab: FakeLab, file: string, version: string) =>
  lab.script(file, [`echo 'openjdk version "${version}" 2025-01-21' >&2`]);

test('Java: that of JAVA_HOME, else that on the search path, if it is new enough', async (t) => {
  const lab = fakeLab(t);
  const onPath = path.join(lab.bin, 'java');
  fakeJava(lab, onPath, '17.0.15');
  assert.equal(await findJava(lab.context()), onPath);
  const home = path.join(lab.folder, 'jdk');
  fakeJava(lab, path.join(home, 'bin', 'java'), '25.0.2');
  const env = { ...lab.context().env, JAVA_HOME: home };
  assert.equal(await findJava(lab.context({ env })), path.join(home, 'bin', 'java'));
  fakeJava(lab, path.join(home, 'bin', 'java'), '1.8.0_402');
  assert.equal(await findJava(lab.context({ env })), onPath);
});

test('without a new enough Java and without .venv, it says what to install', async (t) => {
  const lab = fakeLab(t);
  fakeJava(lab, path.join(lab.bin, 'java'), '11.0.2');
  await assert.rejects(findJava(lab.context()), {
    name: 'SetupError',
    message: /There is no Java 17 on this machine, and no \.venv.*\nInstall Java 17 or later/s,
  });
  // The Java of the Python package isn't whole: Spark doesn't start on it.
  await assert.rejects(findWholeJava(lab.context()), {
    message: /There is no Java 17 on this machine\.\nInstall Java 17 or later/,
  });
});

test('jars: without Maven, it says so; what Maven fetched is kept; a failure shows Maven’s reason', async (t) => {
  const lab = fakeLab(t);
  const java = path.join(lab.bin, 'java');
  fakeJava(lab, java, '17.0.15');
  await assert.rejects(kafkaJars(lab.context(), java), {
    name: 'SetupError',
    message: /are fetched with Maven \(mvn\).*\nInstall it/s,
  });
  const maven = path.join(lab.bin, 'mvn');
  lab.script(maven, ["echo '[INFO] Scanning'", "echo '[ERROR] Could not resolve dependencies'", 'exit 1']);
  await assert.rejects(
    kafkaJars(lab.context(), java),
    /could not fetch Kafka's jars: \[ERROR\] Could not resolve/,
  );
  lab.script(maven, [
    'echo mvn >> "$LOG"',
    'for a in "$@"; do case "$a" in -DoutputDirectory=*) IFS==; set -- $a; echo jar > "$2/kafka.jar";; esac; done',
  ]);
  const folder = await kafkaJars(lab.context(), java);
  assert.equal(await kafkaJars(lab.context(), java), folder);
  assert.equal(lab.calls().filter((line) => line === 'mvn').length, 1);
});

test('a port on which no broker answers, and one that is taken', async (t) => {
  const lab = fakeLab(t);
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  t.after(() => server.close());
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  assert.equal(await isAnswering(port), false);
  const given = { java: 'java', jars: lab.folder, data: path.join(lab.root, 'data'), port };
  await assert.rejects(startBroker(given), {
    message: new RegExp(`Port ${port} is used by another program.*--port`, 's'),
  });
  assert.equal(await isAnswering(1), false);
});

test('the data of a running broker are neither shared nor removed', async (t) => {
  const lab = fakeLab(t);
  const server = createServer((socket) => {
    socket.on('data', () => socket.end(Buffer.from([0, 0, 0, 10, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0])));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  lab.write('data/running.json', JSON.stringify({ pid: process.pid, port }));
  const data = path.join(lab.root, 'data');
  await assert.rejects(startBroker({ java: 'java', jars: lab.folder, data, fresh: true }), {
    message: new RegExp(`running at kafka://127.0.0.1:${port}.*process ${process.pid}`, 's'),
  });
  assert.ok(lab.has('data/running.json'));
});

test('a broker that ends at once shows its last words', async (t) => {
  const lab = fakeLab(t);
  const java = path.join(lab.bin, 'java');
  lab.script(java, ["echo 'Failed to acquire lock on file .lock'", 'exit 1']);
  const data = path.join(lab.root, 'data');
  await assert.rejects(startBroker({ java, jars: lab.folder, data }), {
    message: /ended before it answered.*Failed to acquire lock.*Another broker uses the same data/s,
  });
});

test('the archive of classes is made when a broker ends cleanly, and used from then on, for each Java its own', (t) => {
  const lab = fakeLab(t);
  const jars = path.join(lab.root, 'jars');
  const [java, other] = ['java', 'other'].map((name) => path.join(lab.bin, name));
  lab.script(java, ['exit 0']);
  lab.script(other, ['exit 0']);
  const made = () => readdirSync(jars).sort();
  /** As a broker does at its end; the flag names the file. */
  const run = (endedCleanly: boolean) => {
    const { flags, keep } = classArchive(java, jars);
    const [, file] = /^-XX:ArchiveClassesAtExit=(.*)$/.exec(flags[0]) ?? [];
    if (file) writeFileSync(file, 'classes');
    keep(endedCleanly);
    return flags[0];
  };
  mkdirSync(jars);
  assert.match(run(false), /ArchiveClassesAtExit/);
  assert.deepEqual(made(), []);
  run(true);
  const [name] = made();
  assert.match(name, /^classes-[0-9a-f]{12}\.jsa$/);
  assert.equal(run(true), `-XX:SharedArchiveFile=${path.join(jars, name)}`);
  assert.match(classArchive(other, jars).flags[0], /ArchiveClassesAtExit/);
  classArchive(other, jars).keep(true); // a Java that made none
  assert.deepEqual(made(), [name]);
});
