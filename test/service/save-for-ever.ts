/** Saves two models in turn to one folder until it is killed: for the test of half-done saves. */
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { saveModel } from '../../lib/service/package/model-package';
import { toyRatings } from '../../lib/testing/toy-ratings';

async function main(dir: string): Promise<void> {
  const models = await Promise.all([3, 5].map((epochs) => new BaselineOnly({ epochs }).fit(toyRatings())));

  for (let n = 0; ; n++) {
    await saveModel(models[n % 2], dir, { date: '2026-11-24' });
    if (n === 0) process.stdout.write('saved\n');
  }
}

main(process.argv[2]);
