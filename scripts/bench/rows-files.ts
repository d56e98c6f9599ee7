/** The rows files of a run, each made when the first case asks for it. */
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { TYPESCRIPT } from '../cli/node-arguments';
import { runCommand } from '../setup/run-command';
import type { Rows } from './case';
import type { Prepared } from './prepare-rows';
import { SideError } from './run-side';
import { RESULT_MARK, type Refusal } from './side-result';

/** A file, and how many rows it has. */
export interface RowsFile extends Prepared {
  /** Path without its ending. */
  readonly file: string;
}

export class RowsFiles {
  private readonly made = new Map<Rows, RowsFile>();

  /** @param folder outside the project, as no row of MovieLens may come into it */
  constructor(
    private readonly folder: string,
    private readonly note: (line: string) => void,
  ) {}

  /** @throws LabError when the rows can't be had */
  async of(rows: Rows): Promise<RowsFile> {
    const known = this.made.get(rows);
    if (known) return known;
    if (rows !== 'tutorial' && rows !== '1x') this.note(`generating ${rows} the ratings`);
    const file = path.join(this.folder, rows);
    const script = path.join(__dirname, 'prepare-rows.ts');
    const args = [...TYPESCRIPT, script, rows, file];
    const { code, output } = await runCommand(process.execPath, args, {
      cwd: path.join(__dirname, '..', '..'),
      env: process.env,
    });
    const line = output.split('\n').find((text) => text.startsWith(RESULT_MARK));
    if (code !== 0 || !line) throw new SideError(`preparing the rows (${rows})`, output);
    const prepared = JSON.parse(line.slice(RESULT_MARK.length)) as Prepared | Refusal;
    if ('refused' in prepared) throw new LabError('BENCH', prepared.refused);
    if (prepared.synthetic)
      this.note('The ratings are synthetic, because MovieLens could not be downloaded.');
    const result = { ...prepared, file };
    this.made.set(rows, result);
    return result;
  }
}
