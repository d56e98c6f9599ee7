/** What doesn't change about an embedded log, in its file `log.json`. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError, OptionError } from '../../core/errors';
import { writeDurably } from '../../core/write-durably';

export interface LogMeta {
  readonly version: 1;
  readonly id: string;
  readonly partitions: number;
}

const META = 'log.json';

/** Undefined if there is no log. @throws OptionError if it has another number of partitions */
export async function readMeta(dir: string, partitions: number | null): Promise<LogMeta | undefined> {
  const file = path.join(dir, META);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const meta = parsed(text);
  if (meta?.version !== 1 || typeof meta.id !== 'string' || !Number.isInteger(meta.partitions)) {
    throw new LabError('NO_LOG', `${file} doesn't describe an event log of version 1`);
  }
  if (partitions !== null && partitions !== meta.partitions) {
    throw new OptionError(
      `EmbeddedLog: the log in ${dir} has ${meta.partitions} partitions, which can't be changed, got ${partitions}`,
    );
  }
  return meta as LogMeta;
}

function parsed(text: string): Partial<LogMeta> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Makes a new log. */
export async function createMeta(dir: string, partitions: number): Promise<LogMeta> {
  const meta: LogMeta = { version: 1, id: randomUUID(), partitions };
  await writeDurably(dir, META, Buffer.from(`${JSON.stringify(meta)}\n`));
  return meta;
}
