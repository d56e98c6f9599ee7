/** The text of doc comments as shown to a person. */
import type * as ts from 'typescript-6';

/** TypeScript splits texts into parts: `{@link x | a label}` into four, without the bar. */
export function docText(parts: readonly ts.SymbolDisplayPart[] = []): string {
  const whole = parts.map(({ kind, text }, i) =>
    kind === 'linkText' && parts[i - 1]?.kind === 'linkName' ? `|${text.replace(/^\s*\|/, '')}` : text,
  );
  return withoutTags(whole.join(''));
}

/** `{@link userId}`, `{@link userId | an id}` and `{@code x}` as the name or the text alone. */
export function withoutTags(text: string): string {
  return text.replace(/\{@(\w+)\s+([^}]*)\}/g, (_, tag: string, content: string) => {
    if (tag === 'code') return `\`${content.trim()}\``;
    const [, target = '', label] = /^\s*(\S+?)\s*(?:\|\s*|\s+|$)([\s\S]*)$/.exec(content) ?? [];
    return label?.trim() || (tag === 'linkplain' ? target : `\`${target}\``);
  });
}
