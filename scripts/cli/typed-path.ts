/** Paths on a command line. */
import { resolve } from 'node:path';

/** A path as typed: npm runs commands in the project's folder, and passes the folder where they were typed. */
export function typedPath(path: string): string {
  const typed = resolve(process.env.INIT_CWD ?? '', path);
  return typed === resolve(path) ? path : typed;
}
