/**
 * A notebook file (nbformat 4.5) in memory: multi-line texts are joined, and split again on writing, as
 * Jupyter does.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DataError } from '../core/errors';
import { shownPath } from './environment';
import { formatProblem } from './notebook-format';

const { writeWhole } = require('../core/write-whole.cjs') as { writeWhole(file: string, text: string): void };

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type MimeData = Record<string, Json>;

/** One output of a code cell, with texts as single strings. */
export type Output =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: MimeData; metadata: Record<string, Json> }
  | {
      output_type: 'execute_result';
      data: MimeData;
      metadata: Record<string, Json>;
      execution_count: number | null;
    }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

/** A cell. `id` is always present after {@link parseNotebook}. */
export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id: string;
  source: string;
  metadata: Record<string, Json>;
  /** Code cells only. */
  outputs?: Output[];
  /** Code cells only. */
  execution_count?: number | null;
  attachments?: Json;
}

export interface Notebook {
  cells: Cell[];
  metadata: Record<string, Json>;
  nbformat: number;
  nbformat_minor: number;
}

/** The cell ids that nbformat accepts. */
const CELL_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Where Python's `splitlines` ends a line, and so where Jupyter splits texts. */
const END = String.raw`\n\v\f\r\x1c-\x1e\x85\u2028\u2029`;
const LINE = new RegExp(`[^${END}]*(?:\\r\\n|[${END}])|[^${END}]+`, 'g');

/**
 * Reads a notebook. Missing or repeated cell ids are derived from the cell's content.
 * @throws DataError if the file can't be read or isn't a notebook of format 4
 */
export function readNotebook(path: string): Notebook {
  const name = shownPath(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EISDIR' ? 'is a folder, not a notebook' : `can't be read (${code})`;
    throw new DataError(`${name}: ${why}`, { file: path });
  }
  return parseNotebook(text, name);
}

/** {@link readNotebook} for text; `path` is its name in error messages. */
export function parseNotebook(text: string, path: string): Notebook {
  if (text.trim() === '') throw new DataError(`${path}: the file is empty`, { file: path });
  let raw: Notebook;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${path}: not valid JSON (${(cause as Error).message})`, { file: path });
  }
  const problem = formatProblem(raw);
  if (problem) throw new DataError(`${path}: ${problem}`, { file: path });
  const ids = new Set<string>();
  return {
    cells: raw.cells.map((cell) => joinCell(cell, ids)),
    metadata: raw.metadata ?? {},
    nbformat: 4,
    nbformat_minor: Math.max(5, raw.nbformat_minor ?? 5),
  };
}

/** The tags of a cell. */
export function tagsOf(cell: Cell): string[] {
  return Array.isArray(cell.metadata.tags) ? cell.metadata.tags.map(String) : [];
}

/** Whether this cell contains code to run. */
export function hasCode(cell: Cell): boolean {
  return cell.cell_type === 'code' && cell.source.trim() !== '';
}

/** The file's text: keys sorted, one space of indentation, texts split into lines, a newline at the end. */
export function serializeNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.outputs ? { outputs: cell.outputs.map(splitOutput) } : {}),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells } as unknown as Json), null, 1)}\n`;
}

/** Writes the notebook's file, whole or not at all. */
export function writeNotebook(path: string, notebook: Notebook): void {
  writeWhole(path, serializeNotebook(notebook));
}

function joinCell(cell: Cell, ids: Set<string>): Cell {
  const joined: Cell = { ...cell, source: joinText(cell.source) as string, metadata: cell.metadata ?? {} };
  if (cell.cell_type === 'code') joined.outputs = (cell.outputs ?? []).map(joinOutput);
  joined.id = CELL_ID.test(String(cell.id ?? '')) && !ids.has(cell.id) ? cell.id : newId(joined, ids);
  ids.add(joined.id);
  return joined;
}

function newId(cell: Cell, ids: Set<string>): string {
  const hash = createHash('sha256').update(`${cell.cell_type}\n${cell.source}`).digest('hex').slice(0, 8);
  for (let n = 1; ; n++) {
    const id = n === 1 ? hash : `${hash}-${n}`;
    if (!ids.has(id)) return id;
  }
}

/** Texts of an output as single strings (the file has them as lists of lines). */
export function joinOutput(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: joinText(output.text) as string };
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    isJsonType(type) ? value : joinText(value),
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function splitOutput(output: Output): Json {
  if (output.output_type === 'stream') return { ...output, text: splitLines(output.text) };
  if (output.output_type === 'error') return { ...output };
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === 'string' && !isJsonType(type) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

function joinText(text: Json): Json {
  return Array.isArray(text) && text.every((line) => typeof line === 'string') ? text.join('') : text;
}

function splitLines(text: string): string[] {
  return text.match(LINE) ?? [];
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key]!)]),
  );
}
