/** What goes wrong, as a Model has it: see faultLanguage.ts. */
import type { Distribution } from '../statistics/index.js';

export interface FaultModel {
  readonly name: string;
  readonly kind:
    | 'broker_down'
    | 'broker_stop'
    | 'consumer_down'
    | 'slow_disk'
    | 'slow_consumer'
    | 'link_cut'
    | 'link_slow'
    | 'region_down'
    | 'surge'
    | 'slow_external'
    | 'external_down';
  /** Index of the consumer group, for consumer faults. */
  readonly group: number;
  /** Index of the cluster, for faults of brokers and of the producers' link; -1 = there is none. */
  readonly cluster: number;
  /** Index of what is called, for faults of externals; -1 = there is none. */
  readonly external: number;
  /** Of an external_down: what becomes of the calls that it has. */
  readonly work: 'done' | 'kept' | 'lost';
  /** Which broker or instance. */
  readonly index: number;
  /** Only cells whose home is this region; null = all cells. */
  readonly region: number | null;
  /** producers, a consumer group's name or a mirror's. */
  readonly link: string;
  readonly factor: number;
  /** Seconds from the start of the measured window; or at random, alternating. */
  readonly when:
    | { readonly kind: 'once'; readonly atSeconds: number; readonly lengthSeconds: number }
    | {
        readonly kind: 'random';
        readonly timeToFailure: Distribution;
        readonly timeToRepair: Distribution;
      };
}

/** Whether a fault of a kind hits one broker, by its number. */
export function hitsBroker(kind: FaultModel['kind']): boolean {
  return kind === 'broker_down' || kind === 'broker_stop' || kind === 'slow_disk';
}
