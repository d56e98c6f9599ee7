/** All challengers of an experiment: asked about lists of the control, compared with them, never shown. */
import { rankBiasedOverlap } from '../../../evaluation/ranking/metrics/rank-biased-overlap';
import { userShare } from '../../../experiments/assignment/assignment';
import { overlapAt } from '../../../experiments/shadow/list-agreement';
import type { ServedList } from '../../served/served-list';
import type { ShadowDefinition } from '../definition';
import type { Exposure, Shadowed } from '../log-line';
import { Challenger, type Loss } from './challenger';
import type { AskedList } from './challenger-messages';

export interface ShadowsOptions {
  /** Folders of models are relative to this one. */
  readonly dir: string;
  readonly onAnswer: (line: Shadowed) => void;
  readonly onLoss: (challenger: string, loss: Loss) => void;
  readonly onNote: (note: string) => void;
  readonly now: () => number;
}

export class Shadows {
  readonly challengers: readonly Challenger[];

  /** Starts the challengers' processes. */
  constructor(
    definitions: readonly ShadowDefinition[],
    private readonly options: ShadowsOptions,
  ) {
    const { dir, onLoss, onNote } = options;
    this.challengers = definitions.map(
      (definition) =>
        new Challenger(definition, { dir, onNote, onLoss: (loss) => onLoss(definition.name, loss) }),
    );
  }

  /** Asks the challengers for the list of a request that has been answered. Takes microseconds, and never fails. */
  compare({ requestId, items }: Exposure, shown: ServedList, asked: AskedList): void {
    const liveScore = shown.items[0]?.score ?? 0;
    const k = Math.max(1, items.length);
    for (const challenger of this.challengers) {
      const { name, sample } = challenger.definition;
      if (sample < 1 && userShare('shadow', requestId) >= sample) continue;
      challenger.ask(asked, ({ items: others, score, ms }) => {
        const rbo = rankBiasedOverlap(items, others);
        this.options.onAnswer({
          ...{ type: 'shadow', time: this.options.now(), requestId, challenger: name, items: others },
          ...{ score, liveScore, ms, overlap: overlapAt(items, others, k) },
          rbo: Number.isNaN(rbo) ? 0 : rbo,
        });
      });
    }
  }

  close(): void {
    for (const challenger of this.challengers) challenger.close();
  }
}
