import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { withParameters } from '../../lib/notebook-files/parameters';
import { Progress } from '../../lib/notebook-files/progress';
import { notebookPromise, notebookTitle, plainText } from '../../lib/notebook-files/sections';

const tiny = readNotebook(join(__dirname, 'fixtures', 'tiny.ipynb'));

/** What two cells leave on a screen. */
function written(screen: { isTTY?: boolean; columns?: number }, notebook = tiny, cells = [4, 6]): string {
  let text = '';
  const progress = new Progress(notebook, { ...screen, write: (part) => (text += part) }, true);
  progress.starting();
  for (const index of cells) {
    progress.cellStarts(index);
    progress.cellDone(index);
  }
  progress.end();
  return text.replaceAll('\r\u001b[2K', '<');
}

test('a line for each cell where there is no terminal', () => {
  assert.equal(written({}), '[ 5/14] Data … 0.0 s\n[ 7/14] A figure … 0.0 s\n');
});

test('a cell that runs long is named where there is no terminal', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let text = '';
  const progress = new Progress(tiny, { write: (part) => (text += part) }, false, 'tiny.ipynb ');
  progress.cellStarts(4);
  t.mock.timers.tick(59_000);
  progress.cellDone(4);
  progress.cellStarts(6);
  t.mock.timers.tick(60_000);
  progress.cellDone(6);
  progress.end();
  t.mock.timers.tick(600_000);
  assert.equal(text, 'tiny.ipynb [ 7/14] A figure … is still running after 60 s\n');
});

test('one live line on a terminal, which goes at the end', () => {
  const live = '<starting the kernel<[ 5/14] Data … 0.0 s<[ 7/14] A figure … 0.0 s<';
  assert.equal(written({ isTTY: true, columns: 80 }), live);
  assert.equal(written({ isTTY: true, columns: 0 }), live);
  assert.equal(written({ isTTY: true, columns: 12 }), '<starting th<[ 5/14] Dat<[ 7/14] A f<');
});

test('the cell that --set adds has no number of its own', () => {
  const changed = withParameters(tiny, new Map([['COUNT', '7']]), 'tiny.ipynb');
  assert.equal(
    written({}, changed, [3, 5]),
    '[ +/14] values given with --set … 0.0 s\n[ 5/14] Data … 0.0 s\n',
  );
});

test('titles and promises are read from the text', () => {
  assert.equal(notebookTitle(tiny, 'tiny'), 'A tiny notebook');
  assert.match(notebookPromise(tiny), /^Everything a lab notebook has, on invented numbers\./);
  assert.equal(plainText('**Bold** `a_b` of [a link](x.md) and *more*'), 'Bold a_b of a link and more');
});
