/** How the options of the comparison table's row `ALS tuned` were chosen. See USAGE. */
import { loadMovieLens100K } from '../lib/data/movielens/movielens-100k';
import { trainTestSplit } from '../lib/evaluation/splits/train-test-split';
import { createModel } from '../lib/models/registry';
import { note, readCommandLine, runCommand } from './cli/command-line';

const USAGE = `Shows how the options of the comparison table's row "ALS tuned" were chosen.

  node --require ./scripts/ready.js --require ./lib/core/typescript.cjs scripts/tune-best.ts

Each candidate is fitted on nine tenths of the tutorial split's train part and measured on the rest, twice.
The test part isn't used. Takes several minutes; prints each candidate's mean RMSE and seconds per fit when
they are known.`;

type Candidate = readonly [model: string, options: Readonly<Record<string, unknown>>];

/** For each ν the λ around the best, as the two trade against each other. */
const ALS_GRID = {
  0: [8, 10, 12],
  0.15: [5, 6, 7],
  0.3: [2.8, 3.3, 3.8],
  0.5: [1.2, 1.4, 1.6],
  1: [0.12, 0.15, 0.18],
};

const CANDIDATES: Candidate[] = [
  ['SVD', { factors: 200, epochs: 100, reg: 0.1 }],
  ['SVD', { factors: 100, epochs: 50, learningRate: 0.01, reg: 0.1 }],
  ['SVD++', { factors: 50, epochs: 100, reg: 0.1, learningRate: 0.005 }],
  ['SVD++', { factors: 50, epochs: 60, reg: 0.12, learningRate: 0.01 }],
  ...Object.entries(ALS_GRID).flatMap(([regExponent, regs]) =>
    regs.map((reg): Candidate => ['ALS', { epochs: 20, regExponent: Number(regExponent), reg }]),
  ),
  ...[10, 30].map((factors): Candidate => ['ALS', { epochs: 20, factors }]),
  ...[2, 10].map((regBias): Candidate => ['ALS', { epochs: 20, regBias }]),
  ['ALS', { epochs: 10 }],
];

async function run(args: string[]): Promise<number> {
  readCommandLine(args, { options: {}, usage: USAGE });
  const { train } = trainTestSplit(loadMovieLens100K().ratings, { testSize: 0.2, seed: 42 });
  const parts = [1, 2].map((seed) => trainTestSplit(train, { testSize: 0.1, seed }));
  for (const [index, [name, options]] of CANDIDATES.entries()) {
    note(`${index + 1} of ${CANDIDATES.length}: ${name} ${JSON.stringify(options)}`);
    const started = performance.now();
    const rmse: number[] = [];
    for (const part of parts) {
      const model = await createModel(name, options).fit(part.train);
      const { ratings } = model.predictAll(part.test);
      let squares = 0;
      for (let row = 0; row < ratings.length; row++)
        squares += (ratings[row] - part.test.ratingColumn[row]) ** 2;
      rmse.push(Math.sqrt(squares / ratings.length));
    }
    const mean = rmse.reduce((sum, value) => sum + value, 0) / rmse.length;
    const seconds = (performance.now() - started) / 1000 / parts.length;
    console.log(`${mean.toFixed(4)}  ${seconds.toFixed(1)} s  ${name} ${JSON.stringify(options)}`);
  }
  return 0;
}

runCommand({ usage: USAGE, run });
