/** The web page's files, read once. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** A file as it is sent. */
export interface PageFile {
  readonly url: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/elements.js', 'elements.js', 'text/javascript; charset=utf-8'],
  ['/ask.js', 'ask.js', 'text/javascript; charset=utf-8'],
  ['/feedback.js', 'feedback.js', 'text/javascript; charset=utf-8'],
  ['/visitor.js', 'visitor.js', 'text/javascript; charset=utf-8'],
  ['/experiments/', 'experiments.html', 'text/html; charset=utf-8'],
  ['/experiments.css', 'experiments.css', 'text/css; charset=utf-8'],
  ['/experiments.js', 'experiments.js', 'text/javascript; charset=utf-8'],
  ['/experiment-parts.js', 'experiment-parts.js', 'text/javascript; charset=utf-8'],
  ['/experiment-bandits.js', 'experiment-bandits.js', 'text/javascript; charset=utf-8'],
  ['/favicon.svg', 'favicon.svg', 'image/svg+xml'],
] as const;

/** @param dir the folder that contains them */
export function pageFiles(dir: string): PageFile[] {
  return FILES.map(([url, name, type]) => ({ url, type, bytes: readFileSync(path.join(dir, name)) }));
}
