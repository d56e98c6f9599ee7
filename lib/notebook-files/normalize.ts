/**
 * The form in which notebooks are saved: what the author wrote, what the cells show, and nothing that changes from
 * run to run or from machine to machine.
 */
import { homedir } from 'node:os';
import { DataError } from '../core/errors';
import { beginsAside, CLOSED } from './asides';
import { ROOT } from './environment';
import type { Cell, Json, MimeData, Notebook, Output } from './ipynb';
import { withoutWidgets } from './widgets';

/** The largest output that is saved, in bytes of JSON. */
export const MAX_OUTPUT_BYTES = 100_000;
/**
 * The cell metadata that an author sets; the rest (timing, scroll state, other editors' notes) is removed. Whether a
 * section is closed depends on its title.
 */
const KEPT_METADATA = ['tags', 'jupyter', 'editable', 'deletable', 'holds_rows'];
/** Found in every build of plotly.js, and in no figure. */
const PLOTLY_JS = /plotly\.js v\d+\.\d+|Plotly, Inc\.\n? ?\*? ?All rights reserved/;

/** A folder of this machine and its replacement in a saved notebook. */
export interface Place {
  folder: string;
  name: string;
}

/** The project and the user's home. The longer path comes first, because one may contain the other. */
export function thisMachine(root = ROOT, home = homedir()): Place[] {
  return [
    { folder: root, name: '.' },
    { folder: home, name: '~' },
  ]
    .filter(({ folder }) => folder.length > 1)
    .sort((a, b) => b.folder.length - a.folder.length);
}

/** The normal form; normalizing it again changes nothing. Doesn't change its argument. */
export function normalize(notebook: Notebook, places: Place[] = thisMachine()): Notebook {
  const still = withoutWidgets(notebook);
  return {
    cells: still.cells.map((cell) => normalizeCell(cell, places)),
    metadata: normalizeMetadata(still.metadata),
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/**
 * Rejects outputs that don't belong in a repository.
 * @throws DataError for an output over {@link MAX_OUTPUT_BYTES} or with a copy of plotly.js
 */
export function checkOutputs(notebook: Notebook, path: string): void {
  for (const [i, cell] of notebook.cells.entries()) {
    for (const output of cell.outputs ?? []) {
      const problem = outputProblem(output);
      if (problem) throw new DataError(`${path}: cell ${i + 1}: ${problem}`, { file: path });
    }
  }
}

/** What is wrong with an output; undefined if it is fine. */
export function outputProblem(output: Output): string | undefined {
  const text = JSON.stringify(output);
  if (PLOTLY_JS.test(text)) return 'its output contains a copy of plotly.js; use the figures of lib/notebook';
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_OUTPUT_BYTES) return undefined;
  const kilobytes = (n: number) => `${Math.ceil(n / 1000)} KB`;
  const parts = 'data' in output ? output.data : {};
  const sizes = Object.entries(parts).map(
    ([type, value]) => `${type} ${kilobytes(Buffer.byteLength(JSON.stringify(value)))}`,
  );
  const detail = sizes.length > 0 ? ` (${sizes.join(', ')})` : '';
  return `an output of ${kilobytes(bytes)}${detail} exceeds the limit of ${kilobytes(MAX_OUTPUT_BYTES)} for saved outputs; show fewer rows or points`;
}

function normalizeMetadata(metadata: Notebook['metadata']): Notebook['metadata'] {
  return {
    ...(metadata.kernelspec === undefined
      ? {}
      : { kernelspec: pick(metadata.kernelspec, ['display_name', 'language', 'name']) }),
    language_info: pick(metadata.language_info, ['file_extension', 'mimetype', 'name'], {
      file_extension: '.ts',
      mimetype: 'text/typescript',
      name: 'typescript',
    }),
  };
}

function normalizeCell(cell: Cell, places: Place[]): Cell {
  const normal: Cell = {
    cell_type: cell.cell_type,
    id: cell.id,
    metadata: { ...pick(cell.metadata, KEPT_METADATA), ...(beginsAside(cell) ? { [CLOSED]: true } : {}) },
    source: cell.source,
  };
  if (cell.attachments !== undefined) normal.attachments = cell.attachments;
  if (cell.cell_type !== 'code') return normal;
  normal.execution_count = null;
  normal.outputs = mergeStreams(cell.outputs ?? []).map((output) => normalizeOutput(output, places));
  return normal;
}

/** Joins neighboring pieces of one stream; an overwritten line (`\r`) keeps its last state. */
export function mergeStreams(outputs: Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
    } else {
      merged.push({ ...output });
    }
  }
  for (const output of merged) {
    if (output.output_type === 'stream') output.text = output.text.replace(/[^\n]*\r(?!\n|$)/g, '');
  }
  return merged;
}

function normalizeOutput(output: Output, places: Place[]): Output {
  const clean = (text: string) => withoutPaths(text, places);
  switch (output.output_type) {
    case 'stream':
      return { output_type: 'stream', name: output.name, text: clean(output.text) };
    case 'error':
      return {
        output_type: 'error',
        ename: output.ename,
        evalue: clean(output.evalue),
        traceback: output.traceback.map(clean),
      };
    default: {
      const data = cleanTexts(output.data, clean) as MimeData;
      const metadata = output.metadata ?? {};
      return output.output_type === 'display_data'
        ? { output_type: 'display_data', data, metadata }
        : { output_type: 'execute_result', data, metadata, execution_count: null };
    }
  }
}

/** Makes paths below the given places relative: a `file://` address of `lib/x.ts` in the project becomes `lib/x.ts`. */
export function withoutPaths(text: string, places: Place[]): string {
  return places.reduce((result, { folder, name }) => {
    const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const whole = new RegExp(`(?<![\\w.~+/-])(?:file://)?${escaped}(?![\\w-])([\\\\/]+(?=[\\w.~@-]))?`, 'g');
    return result.replace(whole, (_, slash) => {
      if (name !== '.') return slash ? `${name}/` : name;
      return slash ? '' : name;
    });
  }, text);
}

function cleanTexts(value: Json, clean: (text: string) => string): Json {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => cleanTexts(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleanTexts(item, clean)]));
}

function pick(
  from: Json | undefined,
  keys: string[],
  otherwise: Record<string, Json> = {},
): Record<string, Json> {
  const known = { ...otherwise, ...(from as Record<string, Json> | undefined) };
  return Object.fromEntries(keys.filter((key) => key in known).map((key) => [key, known[key]!]));
}
