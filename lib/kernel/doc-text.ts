/** The text of doc comments as a person reads it. */

/** `{@link userId}`, `{@link userId | an id}` and `{@code x}` as the name or the text alone. */
export function withoutTags(text: string): string {
  return text.replace(/\{@(\w+)\s+([^}]*)\}/g, (_, tag: string, content: string) => {
    if (tag === 'code') return `\`${content.trim()}\``;
    const [, target = '', label] = /^\s*(\S+?)\s*(?:\|\s*|\s+|$)([\s\S]*)$/.exec(content) ?? [];
    return label?.trim() || (tag === 'linkplain' ? target : `\`${target}\``);
  });
}
