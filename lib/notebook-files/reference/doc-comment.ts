/** Doc comments of the library as Markdown. */

/** Where a name's part of the reference is; undefined for a name that isn't in it. */
export type Locate = (name: string) => string | undefined;

const TAG = /^@(\w+)\s*(.*)$/;
/** What ends an example that isn't fenced. */
const SOURCE = /^Sources?:/;
/** Code, which stays as it is; a link; a character that Markdown could misread. */
const PARTS = /^ {4,}.*$|`[^`]*`|\{@(?:link|code) +([^}\s]+) *([^}]*)\}|[_<$]/gm;

/**
 * The Markdown of a comment. Text comes first, then examples as blocks of TypeScript, then what the parameters are, what
 * is returned and thrown, in the order of the comment.
 * @param comment from `/**` to its end
 */
export function commentMarkdown(comment: string, locate: Locate): string {
  const blocks: Block[] = [{ kind: 'text', lines: [] }];
  for (const line of linesOf(comment)) {
    const [, tag, rest] = TAG.exec(line) ?? [];
    const last = blocks.at(-1)!;
    if (tag === 'example') blocks.push({ kind: 'example', lines: [rest!] });
    else if (tag !== undefined) blocks.push({ kind: 'tag', lines: [tagged(tag, rest!)] });
    else if (last.kind === 'example' && SOURCE.test(line)) blocks.push({ kind: 'text', lines: [line] });
    else if (last.kind === 'tag' && line.trim() === '') blocks.push({ kind: 'text', lines: [] });
    else last.lines.push(last.kind === 'tag' ? `  ${line.trim()}` : line);
  }
  const rank = (block: Block) => ['text', 'example', 'tag'].indexOf(block.kind);
  return blocks
    .sort((a, b) => rank(a) - rank(b))
    .map((block) =>
      block.kind === 'example' ? fenced(block.lines) : escaped(block.lines.join('\n'), locate),
    )
    .filter((text) => text.trim() !== '')
    .map((text, n, all) =>
      n > 0 && text.startsWith('- ') && all[n - 1]!.startsWith('- ') ? text : `\n${text}`,
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

interface Block {
  readonly kind: 'text' | 'example' | 'tag';
  readonly lines: string[];
}

/** Without what frames the comment. */
function linesOf(comment: string): string[] {
  return comment
    .slice(3, -2)
    .split('\n')
    .map((line, n) => (n === 0 ? line.trim() : line.replace(/^\s*\* ?/, '').trimEnd()));
}

function tagged(tag: string, rest: string): string {
  if (tag === 'throws') return `- Throws ${rest}`;
  if (tag === 'returns') return `- Returns ${rest}`;
  const [, name, words] = /^(\S+)\s*(.*)$/.exec(rest) ?? [undefined, tag, rest];
  return `- \`${name}\`: ${words}`;
}

function fenced(lines: string[]): string {
  const code = lines.filter((line) => !/^```/.test(line)).join('\n');
  return `Example:\n\n\`\`\`ts\n${code.replace(/^\n+|\s+$/g, '')}\n\`\`\``;
}

function escaped(text: string, locate: Locate): string {
  return text.replace(PARTS, (part, name?: string, words?: string) => {
    if (name !== undefined) {
      const href = locate(name);
      const shown = words || `\`${name}\``;
      return href === undefined ? shown : `[${shown}](${href})`;
    }
    if (part === '<') return '&lt;';
    return part.length === 1 ? `\\${part}` : part;
  });
}
