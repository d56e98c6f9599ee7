/** What cells show, as the messages that a front end gets. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Executed, Session, temporaryProject } from './session';

const DISPLAY = `${process.cwd()}/lib/kernel/display`;

describe('outputs of cells', () => {
  const project = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
    await session.execute(
      `import { atCellEnd, clearOutput, display, DISPLAY, printLimit, updateDisplay } from '${DISPLAY}';`,
    );
  });
  after(() => {
    session?.close();
    project.remove();
  });
  const shown = ({ outputs }: Executed) => outputs.filter(({ type }) => type !== 'execute_input');

  it('sends the metadata of a result and of a display', async () => {
    const outputs = shown(
      await session.execute(`const photo = {
  [DISPLAY]: () => ({ data: { 'image/png': 'iVBO', 'text/plain': 'a cat' }, metadata: { 'image/png': { alt: 'a cat' } } }),
};
await display(photo);
photo`),
    );
    for (const type of ['display_data', 'execute_result']) {
      const output = outputs.find((one) => one.type === type);
      assert.deepEqual(output?.metadata, { 'image/png': { alt: 'a cat' } }, type);
      assert.deepEqual(output?.data, { 'image/png': 'iVBO', 'text/plain': 'a cat' }, type);
    }
  });

  it('shows html, svg and md, whose values are text unless they are such pieces', async () => {
    const names = 'broadcast, html, md, rawHtml, svg';
    const { outputs } = await session.execute(`import { ${names} } from '${DISPLAY}';
const title = 'Tom & "Jerry" <1940>';
display(html\`<b title="\${title}">\${title}</b>\${[1, html\`<i>\${2}</i>\`, null]}\${false}\${rawHtml('<hr>')}\`);
display(svg\`<svg><text>\${title}</text></svg>\`);
broadcast('display_data', { data: { 'text/plain': 'sent' }, metadata: {}, transient: {} });
md\`**\${title}** \${html\`<u>\${'<'}</u>\`} \${[1, 2]}\``);
    const escaped = 'Tom &#38; &#34;Jerry&#34; &#60;1940&#62;';
    const text = `<b title="${escaped}">${escaped}</b>1<i>2</i><hr>`;
    const image = `<svg><text>${escaped}</text></svg>`;
    const markdown = '**Tom & "Jerry" <1940>** <u>&#60;</u> 12';
    assert.deepEqual(
      outputs.filter(({ type }) => type !== 'execute_input').map(({ type, data }) => [type, data]),
      [
        ['display_data', { 'text/html': text, 'text/plain': text }],
        ['display_data', { 'image/svg+xml': image, 'text/plain': image }],
        ['display_data', { 'text/plain': 'sent' }],
        ['execute_result', { 'text/markdown': markdown, 'text/plain': markdown }],
      ],
    );
  });

  it('sends what a loop displays while it runs, in the order of what it prints', async () => {
    const outputs = shown(
      await session.execute(`const sent: number[] = [];
for (let i = 0; i < 3; i++) {
  console.log('before', i);
  if (i === 0) display(i, { id: 'n' });
  else updateDisplay('n', i);
}
console.log('after');`),
    );
    assert.deepEqual(
      outputs.map(({ type, text, data }) => text ?? `${type} ${data?.['text/plain']}`),
      [
        'before 0\n',
        'display_data 0',
        'before 1\n',
        'update_display_data 1',
        'before 2\n',
        'update_display_data 2',
        'after\n',
      ],
    );
  });

  it('calls back when the cell ends, before its error or result is shown', async () => {
    const cell = (end: string) => `atCellEnd((how) => display({ how }));\n${end}`;
    for (const [end, how, last] of [
      ['"value"', 'done', 'execute_result'],
      ['throw new Error("no");', 'failed', 'error'],
    ]) {
      const outputs = shown(await session.execute(cell(end!)));
      assert.deepEqual(
        outputs.map(({ type, data }) => [type, type === 'display_data' && data?.['text/plain']]),
        [
          ['display_data', `{ how: '${how}' }`],
          [last, false],
        ],
      );
    }
    const stopped = await session.ask<Executed>({
      do: 'interrupt',
      code: cell("console.log('begun'); while (true) {}"),
      from: 'stream',
      after: 0,
    });
    assert.equal(
      stopped.outputs.find(({ type }) => type === 'display_data')?.data?.['text/plain'],
      "{ how: 'interrupted' }",
    );
    assert.deepEqual(shown(await session.execute('1')).length, 1, 'each callback is called once');
  });

  it('reports an error of such a callback, and the cell is answered', async () => {
    const { reply, outputs } = await session.execute(
      'atCellEnd(() => { throw new Error("in the end"); });\n7',
    );
    assert.equal(reply.status, 'ok');
    assert.equal(outputs.find(({ type }) => type === 'error')?.evalue, 'in the end');
  });

  it('keeps what is printed to its limit, which a cell can set', async () => {
    const print = 'for (let i = 0; i < 5000; i++) console.log(i);';
    const text = (cell: Executed) => cell.outputs.map((output) => output.text ?? '').join('');
    const cut = text(await session.execute(`printLimit(1000);\n${print}`));
    assert.match(cut, /^0\n1\n/);
    assert.match(
      cut,
      /\n999\n… output limit reached; the last 200 lines .*\n… 3,800 lines omitted; .*\n4800\n/,
    );
    assert.match(cut, /\n4999\n$/);
    const all = text(await session.execute(`printLimit(Infinity);\n${print}`));
    assert.equal(all.split('\n').length, 5001);
    const { ename, evalue } = await session.error('printLimit(0)');
    assert.deepEqual(
      [ename, evalue],
      ['OptionError', 'printLimit: lines must be a number >= 1 (Infinity for no limit), got 0'],
    );
  });

  it('restarts the limit when the output is cleared', async () => {
    const { outputs } = await session.execute(`printLimit(10);
for (let i = 0; i < 50; i++) {
  if (i % 5 === 0) clearOutput();
  console.log(i);
}`);
    const text = outputs.map((output) => output.text ?? '').join('');
    assert.equal(text, Array.from({ length: 50 }, (_, i) => `${i}\n`).join(''));
    assert.equal(outputs.filter(({ type }) => type === 'clear_output').length, 10);
  });

  it('shows the end of a long print also where the cell fails', async () => {
    const { outputs } = await session.execute(
      'printLimit(10);\nfor (let i = 0; i < 500; i++) console.log(i);\nthrow new Error("at 499");',
    );
    assert.match(outputs.at(-2)?.text ?? '', /\n499\n$/);
    assert.equal(outputs.at(-1)?.type, 'error');
  });
});

describe('a project that knows nothing of this one', () => {
  const project = temporaryProject({
    'src/twice.ts': 'export const twice = (n: number): number => 2 * n;\n',
    'src/display.ts': readFileSync(`${DISPLAY}.ts`, 'utf8'),
  });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it('imports its sources and displays through its own copy of display.ts', async () => {
    const { reply, outputs } = await session.execute(
      "import { twice } from '../src/twice';\nimport { display } from '../src/display';\nawait display(twice(21));",
    );
    assert.equal(reply.status, 'ok');
    assert.equal(outputs.at(-1)?.data?.['text/plain'], '42');
  });
});
