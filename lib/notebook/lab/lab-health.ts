/** A notebook's environment as a table: for a first check, and for bug reports. */
import { type LoadOptions, loadMovieLens100K } from '../../data/movielens/movielens-100k';
import { loadTensors } from '../../math/tensors/tensors';

/** A part of the lab, a description, and whether it works as it should. */
export interface HealthRow {
  readonly part: string;
  readonly is: string;
  readonly fine: string;
}

/**
 * Checks Node, the tensors and the data set. Never throws: a problem becomes a row that says so. `npm run doctor`
 * checks more, and names the command that fixes each problem. Takes about a second.
 */
export async function labHealth(options: LoadOptions = {}): Promise<HealthRow[]> {
  return [
    row('Node', `version ${process.versions.node}`, true),
    await rowOf('tensors', async () => {
      const { tf, backend, version } = await loadTensors();
      const product = tf.tidy(
        () =>
          tf
            .ones([2, 3])
            .matMul(tf.ones([3, 2]))
            .sum()
            .dataSync()[0],
      );
      const speed = backend === 'tensorflow' ? 'native' : 'fallback, slower';
      return [`tfjs ${version} on ${backend} (${speed})`, product === 12];
    }),
    await rowOf('data set', () => {
      const { ratings, source } = loadMovieLens100K(options);
      const name = source.source === 'synthetic' ? 'SYNTHETIC' : 'MovieLens 100K';
      const count = ratings.length.toLocaleString('en-GB');
      return [`${name}, ${count} ratings (${source.source})`, source.source !== 'synthetic'];
    }),
  ];
}

function row(part: string, is: string, fine: boolean): HealthRow {
  return { part, is, fine: fine ? '✓' : '✗' };
}

async function rowOf(
  part: string,
  look: () => [string, boolean] | Promise<[string, boolean]>,
): Promise<HealthRow> {
  try {
    const [is, fine] = await look();
    return row(part, is, fine);
  } catch (error) {
    return row(part, error instanceof Error ? error.message : String(error), false);
  }
}
