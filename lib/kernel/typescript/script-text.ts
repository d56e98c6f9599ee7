/** A cell's code as TypeScript gets it. Positions don't change. */
import { withStandIns } from '../../core/joiners';

/** Turns the first line of a pasted script, `#!/usr/bin/env node`, into a comment, and replaces joiners. */
export function scriptText(code: string): string {
  return withStandIns(code.replace(/^#!/, '//'));
}
