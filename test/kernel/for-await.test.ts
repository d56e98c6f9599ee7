/** `for await` in cells is as the language has it, however it is left, and what a stop leaves is closed. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Executed, type Session, sharedKernel } from './session';

/** What each cell prints, line by line; `rows` takes 20 ms to close, `Steps` is an iterator by hand. */
const PRINTED: Record<string, [code: string, printed: string[]]> = {
  'break waits for the generator’s finally': [
    "for await (const r of rows()) break;\nconsole.log('after')",
    ['closed', 'after'],
  ],
  'return waits for it': [
    'const first = async () => { for await (const r of rows()) return r; };\nconsole.log(await first())',
    ['closed', '1'],
  ],
  'throw waits for it, and its own error counts': [
    "try { for await (const r of rows('late')) throw new Error('own'); } catch (e) { console.log((e as Error).message); }",
    ['closed', 'own'],
  ],
  'an error of the finally block reaches the cell after a break': [
    "try { for await (const r of rows('late')) break; } catch (e) { console.log((e as Error).message); }",
    ['closed', 'late'],
  ],
  'continue of an outer loop closes the inner one': [
    "outer: for (const n of [1, 2]) { for await (const r of rows()) { console.log(n, r); continue outer; } }\nconsole.log('after')",
    ['1 1', 'closed', '2 1', 'closed', 'after'],
  ],
  'break of an outer loop closes both': [
    "outer: for await (const a of rows()) { for await (const b of rows()) break outer; }\nconsole.log('after')",
    ['closed', 'closed', 'after'],
  ],
  'a loop that ends by itself closes nothing twice': [
    "for await (const r of rows()) console.log(r);\nconsole.log('after')",
    ['1', '2', 'closed', 'after'],
  ],
  'an iterator without `return`': [
    "for await (const r of { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 7 }) }) }) { console.log(r); break; }\nconsole.log('after')",
    ['7', 'after'],
  ],
  'an iterator whose `next` fails is not closed': [
    "try { for await (const r of new Steps(true)) {} } catch (e) { console.log((e as Error).message); }\nconsole.log('after')",
    ['next', 'after'],
  ],
  'promises that an asynchronous iterator gives stay promises': [
    'for await (const r of new Steps(false)) { console.log(r instanceof Promise); break; }',
    ['true', 'closed'],
  ],
  'a list of promises and a string': [
    "for await (const r of [Promise.resolve(1), 2]) console.log(r);\nfor await (const r of 'ab') console.log(r);",
    ['1', '2', 'a', 'b'],
  ],
  'a synchronous generator is closed': [
    "function* plain() { try { yield Promise.resolve(1); yield 2; } finally { console.log('closed'); } }\nfor await (const r of plain()) { console.log(r); break; }\nconsole.log('after')",
    ['1', 'closed', 'after'],
  ],
  'a rejected promise in a list': [
    "try { for await (const r of [1, Promise.reject(new Error('lost'))]) console.log(r); } catch (e) { console.log((e as Error).message); }",
    ['1', 'lost'],
  ],
};

const DECLARED = `const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));
async function* rows(late?: string) {
  try { yield 1; yield 2; } finally { await sleep(20); console.log('closed'); if (late) throw new Error(late); }
}
class Steps {
  constructor(readonly fails: boolean) {}
  [Symbol.asyncIterator]() { return this; }
  async next() { if (this.fails) throw new Error('next'); return { done: false as const, value: Promise.resolve(1) }; }
  async return() { console.log('closed'); return { done: true as const, value: undefined }; }
}`;

const kernel = sharedKernel();

describe('for await in a cell', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
    await session.value(DECLARED);
  });

  const linesOf = ({ outputs }: Executed): string[] =>
    outputs
      .map(({ text, evalue }) => text ?? (evalue ? `${evalue}\n` : ''))
      .join('')
      .split('\n')
      .slice(0, -1);

  for (const [what, [code, printed]] of Object.entries(PRINTED)) {
    it(what, async () => {
      assert.deepEqual(linesOf(await session.execute(code)), printed);
    });
  }

  // Each loop waits for ever where the stop comes; what a stop leaves is closed, and `finally` blocks run.
  const stopped: Record<string, [code: string, printed: string[]]> = {
    'between two steps': [
      "try { for await (const r of rows()) await new Promise(() => {}); } finally { console.log('tidied'); }",
      ['tidied'],
    ],
    'while a step is awaited': [
      "try { for await (const r of [new Promise(() => {})]) {} } finally { console.log('tidied'); }",
      ['tidied'],
    ],
    'while a synchronous generator’s step is awaited': [
      "function* plain() { try { yield new Promise(() => {}); } finally { console.log('closed'); } }\ntry { for await (const r of plain()) {} } finally { console.log('tidied'); }",
      ['closed', 'tidied'],
    ],
    'while what is left is closed': [
      "async function* slow() { try { yield 1; } finally { await new Promise(() => {}); } }\ntry { for await (const r of slow()) break; } finally { console.log('tidied'); }",
      ['tidied'],
    ],
  };
  for (const [where, [code, printed]] of Object.entries(stopped)) {
    it(`is stopped ${where}`, async () => {
      const begins = `console.log('begun');\n${code}`;
      const moment = { from: 'stream', after: 0.1 };
      const executed = await session.ask<Executed>({ do: 'interrupt', code: begins, ...moment });
      assert.equal(executed.reply.ename, 'Interrupted');
      assert.deepEqual(linesOf(executed), [...printed, 'stopped by the user']); // since it began
      assert.equal(await session.value('await sleep(1); 1'), '1');
    });
  }
});
