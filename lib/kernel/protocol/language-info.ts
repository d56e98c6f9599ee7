/** What a front end reads about the language of the cells, to color and export them. */

import type { Strictness } from '../kernelspec.cjs';
import { TYPESCRIPT_VERSION } from '../typescript/compiler';

/** The protocol's `language_info`. */
export function languageInfo(strictness: Strictness): object {
  if (strictness === 'javascript') {
    return {
      name: 'javascript',
      version: process.versions.node,
      mimetype: 'text/javascript',
      file_extension: '.js',
      codemirror_mode: 'javascript',
      pygments_lexer: 'javascript',
      nbconvert_exporter: 'script',
    };
  }
  return {
    name: 'typescript',
    version: TYPESCRIPT_VERSION,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // JupyterLab looks for `mode`, the classic notebook for `name` and `typescript`.
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    pygments_lexer: 'typescript',
    nbconvert_exporter: 'script',
  };
}
