import { ProgressBar } from './progress-bar';

/** Runs `work` with a bar that `report(done, total)` moves; returns what it returns. */
export async function withProgress<T>(
  label: string,
  work: (report: (done: number, total: number) => void) => T | Promise<T>,
): Promise<T> {
  const bar = new ProgressBar({ label });
  try {
    const result = await work((done, total) => bar.step(done, { total }));
    bar.end('done');
    return result;
  } catch (error) {
    bar.end(isStop(error) ? 'interrupted' : 'failed');
    throw error;
  }
}

function isStop(error: unknown): boolean {
  return error instanceof Error && ['AbortError', 'Interrupted'].includes(error.name);
}
