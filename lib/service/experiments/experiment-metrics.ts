/** Numbers of experiments for Prometheus. */
import { Counter, type Registry } from 'prom-client';

export class ExperimentMetrics {
  /** By arm, or by the reason why the user is in none. */
  readonly exposures: Counter<'experiment' | 'arm'>;
  /** By fate: see `fate.ts`. */
  readonly events: Counter<'experiment' | 'fate'>;
  /** Lists of users in an arm that could not be recorded, such as on a full disk, and so don't count. */
  readonly unrecorded: Counter<'experiment'>;
  /** Lists that an arm could not explore: see `bandit/explored.ts`. */
  readonly unexplored: Counter<'experiment' | 'arm' | 'reason'>;
  /** By what came of it: `answered`, `skipped`, `dropped`, `failed`, `late`, `crashes`. */
  readonly shadow: Counter<'experiment' | 'challenger' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.exposures = new Counter({
      name: 'lab_experiment_lists_total',
      help: 'Lists shown and recorded, by arm, or by the reason why the user is in none',
      labelNames: ['experiment', 'arm'],
      registers,
    });
    this.events = new Counter({
      name: 'lab_experiment_events_total',
      help: 'Clicks and ratings, by outcome: joined, duplicate, late, orphan, forged',
      labelNames: ['experiment', 'fate'],
      registers,
    });
    this.unrecorded = new Counter({
      name: 'lab_experiment_unrecorded_total',
      help: 'Lists that could not be recorded and so do not count',
      labelNames: ['experiment'],
      registers,
    });
    this.unexplored = new Counter({
      name: 'lab_experiment_unexplored_total',
      help: 'Lists of an exploring arm that stayed as its model made them, by reason: noCandidates, failed',
      labelNames: ['experiment', 'arm', 'reason'],
      registers,
    });
    this.shadow = new Counter({
      name: 'lab_experiment_shadow_total',
      help: 'Requests to a challenger in the shadow, by outcome',
      labelNames: ['experiment', 'challenger', 'outcome'],
      registers,
    });
  }
}
