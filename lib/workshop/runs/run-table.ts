import { OptionError } from '../../core/errors';
import { RANKING_METRICS } from '../../evaluation/ranking/metrics/ranking-metrics';
import { RATING_METRICS } from '../../evaluation/ratings/metrics/rating-metrics';
import { DISPLAY, display, type MimeBundle } from '../../kernel/display';
import { Card } from '../card';
import { changedParams, codeOf, groundLetters, type Run } from './run';
import { runFigure } from './run-figure';

/** What `runs` shows. */
export interface RunTableOptions {
  /** Only this model's runs (its name, such as `SVD`). Default: all models. */
  readonly model?: string;
  /** Metrics to show. Default: RMSE and MAE; for lists precision, nDCG and coverage; your own all. */
  readonly metrics?: readonly string[];
}

const USUAL = ['rmse', 'mae', 'precision', 'ndcg', 'coverage'];
const LOWER_IS_BETTER: ReadonlySet<string> = new Set(
  [...RATING_METRICS, ...RANKING_METRICS].filter(({ better }) => better === 'lower').map(({ name }) => name),
);

/** Recorded runs; as a cell's last expression, a table, what may be compared, and a figure. */
export class RunTable {
  /** In the order in which they were made; the first is run 1. */
  readonly runs: readonly Run[];
  readonly metrics: readonly string[];
  private readonly letters: readonly (string | undefined)[];

  constructor(
    all: readonly Run[],
    private readonly options: RunTableOptions = {},
  ) {
    const { model } = options;
    this.runs = model === undefined ? all : all.filter((run) => run.model === model);
    this.letters = groundLetters(this.runs);
    const measured = new Set(this.runs.flatMap(({ metrics }) => Object.keys(metrics)));
    const own = this.runs
      .filter((run) => run.model === undefined)
      .flatMap(({ metrics }) => Object.keys(metrics));
    const wanted = options.metrics ?? [...new Set([...USUAL, ...own])];
    this.metrics = wanted.filter((name) => measured.has(name));
  }

  /** A record for each run; runs with the same letter under `compare` may be compared. */
  rows(): Record<string, string | number | boolean | null>[] {
    const varied = changedParams(this.runs);
    const oneModel = new Set(this.runs.map(({ model }) => model)).size <= 1;
    return this.runs.map((run, n) => {
      const { label, params, metrics } = run;
      const siblings = this.runs.filter(({ model }) => model === run.model);
      const own = oneModel ? varied : changedParams(siblings);
      const values = own.filter((name) => name in params).map((name) => [name, params[name]] as const);
      const changed = values.map(([name, value]) => `${name} ${value}`).join(', ');
      return {
        run: n + 1,
        label,
        compare: this.letters[n] ?? '–',
        ...(oneModel ? Object.fromEntries(values) : {}),
        ...Object.fromEntries(this.metrics.map((name) => [name, rounded(metrics[name] ?? null)])),
        ...(oneModel ? {} : { changed }),
      };
    });
  }

  /** The parameters of a run as code to copy: `runs().code(3)`. */
  code(run: number): Card {
    const { label } = this.run(run);
    return new Card({
      kind: 'solution',
      heading: `Run ${run}: ${label}`,
      paragraphs: [],
      code: codeOf(this.run(run)),
    });
  }

  /** The best run among those with this letter, by the first metric that is shown for them. */
  best(letter: string): { readonly run: number; readonly metric: string } | undefined {
    const among = this.runs.flatMap((run, n) => (this.letters[n] === letter ? [{ run, n }] : []));
    const metric = this.metrics.find((name) =>
      among.some(({ run }) => typeof run.metrics[name] === 'number'),
    );
    if (metric === undefined) return undefined;
    const sign = LOWER_IS_BETTER.has(metric) ? 1 : -1;
    const worth = (run: Run) => sign * (run.metrics[metric] ?? sign * Number.POSITIVE_INFINITY);
    const [first] = among.sort((a, b) => worth(a.run) - worth(b.run));
    return { run: first.n + 1, metric };
  }

  /** Which runs may be compared, and the best of each group as code. */
  summary(): Card {
    const groups = [...new Set(this.letters.filter((letter) => letter !== undefined))];
    const paragraphs = groups.map((letter) => {
      const members = this.letters.flatMap((one, n) => (one === letter ? [n + 1] : []));
      const { receipt, of, protocol } = this.run(members[0]);
      const how = Object.entries(protocol)
        .map(([name, value]) => `, ${name} ${value}`)
        .join('');
      const best = this.best(letter);
      const bestOf =
        best && members.length > 1
          ? ` Best \`${best.metric}\`: run ${best.run}, ${this.run(best.run).label}.`
          : '';
      return `Group ${letter} (${of}${how}; ${receipt!.splitName}, split \`${receipt!.split.slice(0, 8)}\`): ${counted(members.length, 'run')}.${bestOf}`;
    });
    if (groups.length > 1)
      paragraphs.push(
        'Compare runs with the same letter only: other letters mean other data, another split, or another way to measure.',
      );
    if (this.letters.includes(undefined))
      paragraphs.push('Runs marked – have no receipt: nothing says what they may be compared with.');
    const codes = groups.flatMap((letter) => {
      const best = this.best(letter);
      return best ? [`// best of ${letter}, run ${best.run}\n${codeOf(this.run(best.run))}`] : [];
    });
    paragraphs.push('Any of them as code: add `.code(1)`, with its number.');
    const kind = this.runs.length === 0 ? 'open' : 'guess';
    if (this.runs.length === 0) {
      return new Card({
        kind,
        heading: 'No runs yet',
        paragraphs: ['Results of `evaluate` and `evaluateRanking` are recorded from now on.'],
      });
    }
    return new Card({
      kind,
      heading: counted(this.runs.length, 'run'),
      paragraphs,
      code: codes.join('\n') || undefined,
    });
  }

  /** Shows the table and the figure, then the summary. */
  [DISPLAY](): MimeBundle {
    if (this.runs.length > 0) display(this.rows());
    const figure = runFigure(this.runs, this.metrics);
    if (figure) display(figure);
    return this.summary()[DISPLAY]();
  }

  private run(number: number): Run {
    const run = this.runs[number - 1];
    if (run) return run;
    const model = this.options.model === undefined ? '' : ` of ${this.options.model}`;
    throw new OptionError(
      `runs: run must be a whole number from 1 to ${this.runs.length}${model}, got ${number}`,
    );
  }
}

const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
