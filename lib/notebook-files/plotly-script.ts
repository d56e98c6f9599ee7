/** The installed plotly.js as text for an inline script. */
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { scriptSafe } from '../core/html/script-safe';

/**
 * plotly.js-dist without spaces and with short names: 4.8 MB instead of 10. Takes about a second.
 * Safe inside `<script>`.
 */
export function plotlyScript(): string {
  const source = readFileSync(require.resolve('plotly.js-dist'), 'utf8');
  const license = /^\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? '';
  const { code } = transformSync(source, { minify: true, charset: 'utf8', legalComments: 'none' });
  return scriptSafe(`${license}\n${code}`);
}
