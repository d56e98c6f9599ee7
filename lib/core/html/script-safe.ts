/**
 * JavaScript that can't end its `<script>` element, nor hide the end of it, as `<!--<script>` does. These sequences must
 * occur only in strings and regular expressions: there the escape means the same.
 */
export function scriptSafe(code: string): string {
  return code.replace(/(\\*)<(?=\/script|script|!--)/gi, (_, slashes: string) => {
    const isEscaped = slashes.length % 2 === 1;
    return `${isEscaped ? slashes.slice(1) : slashes}\\x3c`;
  });
}
