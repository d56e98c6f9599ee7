/** Checks that a file is a notebook of format 4, as far as these programs rely on it. */

type Unknown = Record<string, unknown>;

const CELL_TYPES = ['code', 'markdown', 'raw'];
const OUTPUT_TYPES = ['stream', 'display_data', 'execute_result', 'error'];

/** The first reason why a parsed file isn't a notebook; undefined if it is one. */
export function formatProblem(raw: unknown): string | undefined {
  const { nbformat, nbformat_minor: minor, cells, metadata } = isObject(raw) ? raw : ({} as Unknown);
  if (typeof nbformat === 'number' && nbformat !== 4)
    return `not a notebook of format 4 (nbformat is ${nbformat}); JupyterLab converts it when you open and save it`;
  if (nbformat !== 4 || !Array.isArray(cells)) return 'not a notebook (nbformat 4 and a list of cells)';
  if (minor !== undefined && !Number.isInteger(minor))
    return `nbformat_minor must be a whole number, got ${JSON.stringify(minor)}`;
  if (!isObjectOrMissing(metadata)) return 'its metadata must be an object';
  for (const key of ['kernelspec', 'language_info', 'widgets']) {
    if (!isObjectOrMissing(metadata?.[key])) return `its metadata ${key} must be an object`;
  }
  for (const [at, cell] of cells.entries()) {
    const problem = cellProblem(cell);
    if (problem) return `cell ${at + 1} ${problem}`;
  }
  return undefined;
}

function cellProblem(cell: unknown): string | undefined {
  const { cell_type: type, source, metadata, outputs } = isObject(cell) ? cell : ({} as Unknown);
  if (!CELL_TYPES.includes(String(type)) || !isText(source))
    return 'must have a cell_type (code, markdown or raw) and a source (text or lines)';
  if (!isObjectOrMissing(metadata)) return 'must have an object as metadata';
  if (type !== 'code' || outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) return 'must have a list of outputs';
  const at = outputs.findIndex((output) => !isOutput(output));
  return at < 0 ? undefined : `has an output (number ${at + 1}) that isn't one of ${OUTPUT_TYPES.join(', ')}`;
}

function isOutput(output: unknown): boolean {
  if (!isObject(output)) return false;
  const { output_type: type, text, data, metadata, ename, evalue, traceback } = output;
  if (type === 'stream') return isText(text);
  if (type === 'error')
    return (
      typeof ename === 'string' && typeof evalue === 'string' && Array.isArray(traceback) && isText(traceback)
    );
  return OUTPUT_TYPES.includes(String(type)) && isObject(data) && isObjectOrMissing(metadata);
}

/** A text as Jupyter stores it: one string, or a list of lines. */
function isText(value: unknown): boolean {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'))
  );
}

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrMissing(value: unknown): value is Unknown | undefined {
  return value === undefined || isObject(value);
}
