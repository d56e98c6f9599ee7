/**
 * What the search of an exported site looks through: one file for all pages. It is a script and not JSON, because a page
 * that was opened from a folder may not read other files.
 */
import { readFileSync } from 'node:fs';
import { scriptJson } from '../core/html/script-json';
import type { Section } from './headings';

export interface SearchPage {
  readonly name: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

const START = 'window.labSearch = ';

/** The file's text. */
export function searchScript(pages: readonly SearchPage[]): string {
  return `${START}${scriptJson(pages)};\n`;
}

/** The pages in a file that {@link searchScript} has made; none if it is missing or damaged. */
export function readSearchScript(file: string): SearchPage[] {
  try {
    const text = readFileSync(file, 'utf8');
    return JSON.parse(text.slice(START.length, text.lastIndexOf(';')));
  } catch {
    return [];
  }
}
