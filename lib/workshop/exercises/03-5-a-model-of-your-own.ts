import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { MODELS } from '../../models/registry';
import type { ContractReport } from '../../testing/check-contract';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { firstFailure, isWhole } from './parts/contract-in-words';
import { sameProtocol } from './parts/same-protocol';

interface Judged {
  /** Of `checkContract`. */
  readonly report: ContractReport;
  /** The model's lists, measured as the others were. */
  readonly measured: RankingEvaluation;
}

interface Given {
  readonly popular: RankingEvaluation;
}

/** Only models that declare to be personal are asked this. */
const PERSONAL = 'the withheld diagonal of a checkerboard comes first';
const isPersonal = ({ report: { skipped } }: Judged) => skipped.every(({ what }) => what !== PERSONAL);
const isFromLibrary = ({ report }: Judged) => MODELS.some(({ name }) => name === report.model);
const isSameModel = ({ report, measured }: Judged) => report.model === measured.row.model;

export const aModelOfYourOwn: ExerciseSpec<Judged, Given> = {
  id: '03-5',
  title: 'A model of your own',
  level: 'build',
  task: 'Write a whole model: "people who liked this also liked that". `learn` counts, for each pair of films, the users who liked both (4 stars or more); `estimate` adds up the counts of a film with all that the user liked. `checkContract` must find nothing, and the lists must beat MostPopular’s.',
  needs: ['popular'],
  answer: '{ report, measured }',
  hints: [
    'What must `learn` keep so that `estimate` needs only additions? And what is a score for someone nobody knows?',
    'A table of items × items in one Float64Array, filled user by user: each pair of films that they liked adds 1. `estimate` goes through `this.train.rowsOfUser(user)`, and returns NaN for an undefined user or item.',
    '`for (const i of liked) for (const j of liked) if (i !== j) together[i * n + j]++;` in `learn`, and `sum += this.state.together[item * n + this.train.itemColumn[row]];` in `estimate`, for rows with at least 4 stars.',
  ],
  check(answer, { popular }) {
    const { report, measured } = answer;
    const failure = firstFailure(report);
    if (failure !== undefined) return wrong(failure);
    if (!isWhole(report)) return wrong('Check the whole contract, without `subjects`.');
    if (isFromLibrary(answer)) return wrong('That model is the library’s. Give yours a name of its own.');
    if (!isSameModel(answer)) return wrong('`report` and `measured` must be of the same model.');
    if (!isPersonal(answer)) return wrong('The model must personalize.');
    if (!sameProtocol(measured, popular)) return wrong('Measure it the way `popular` was: use `ranked`.');
    const [yours, theirs] = [measured.row.ndcg, popular.row.ndcg].map((value) => value.toFixed(3));
    if (!(measured.row.ndcg > popular.row.ndcg))
      return wrong(`nDCG ${yours}, not above MostPopular's ${theirs}.`);
    return right(
      `All ${report.passed.length} checks that apply to it passed, and its lists have an nDCG of ${yours}, where MostPopular has ${theirs}. A model that keeps the contract can be compared, saved, and served like any other.`,
    );
  },
  mistakes: [
    {
      words:
        '`can` says that the model isn’t personal, so the contract never asked whether it is. Leave `personalizes` at its default.',
      is: (answer) => answer.report.failed.length === 0 && !isPersonal(answer),
    },
    {
      words: '`report` and `measured` are of different models.',
      is: (answer) => !isSameModel(answer),
    },
    {
      words: 'That model is the library’s. Write a class of your own, with a name of its own in `options`.',
      is: isFromLibrary,
    },
  ],
};
