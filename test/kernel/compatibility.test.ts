/** README's table of what tslab and this kernel can do: every row's cells run here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { compatibilityTable, FILES, ROWS, type Row } from './compatibility-rows';
import { type Output, Session, temporaryProject } from './session';

const README = join(__dirname, '..', '..', 'README.md');

describe("README's table of tslab and this kernel", () => {
  const project = temporaryProject(FILES);
  const sessions = new Map<Row['in'], Session>();
  before(async () => {
    const [strict, loose, javascript] = await Promise.all([
      Session.start(project.notebooks),
      Session.start(join(project.folder, 'loose')),
      Session.start(project.notebooks, 'javascript'),
    ]);
    sessions.set('strict', strict).set('project', loose).set('javascript', javascript);
  });
  after(() => {
    for (const session of sessions.values()) session.close();
    project.remove();
  });

  for (const { feature, in: where = 'strict', cells, gives } of ROWS) {
    it(feature, async () => {
      let outputs: Output[] = [];
      for (const code of cells) ({ outputs } = await sessions.get(where)!.execute(code));
      const error = outputs.find(({ type }) => type === 'error');
      if (gives instanceof RegExp) return assert.match(error?.evalue ?? 'no error', gives);
      assert.equal(error?.evalue, undefined);
      const kind = typeof gives === 'string' ? 'execute_result' : 'display_data';
      const shown = outputs.find(({ type }) => type === kind)?.data ?? {};
      if (typeof gives === 'string') assert.equal(shown['text/plain'], gives);
      else assert.match(String(shown[gives.type]), gives.data);
    });
  }
});

test("README's table is that of these rows", () => {
  const [header] = compatibilityTable().split('\n');
  const readme = readFileSync(README, 'utf8');
  const start = readme.indexOf(header!);
  const found = start < 0 ? 'missing' : readme.slice(start, readme.indexOf('\n\n', start));
  assert.equal(found, compatibilityTable());
});
