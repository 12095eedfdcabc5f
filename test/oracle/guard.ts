/** What keeps an instance from calling: engine/assembly/services/breaker.ts in plain objects. */
import type { CallModel } from '../../src/model/model.js';
import type { Clock } from './clock.js';

/** Of one instance and one of its group's calls. */
export class Guard {
  private state: 'closed' | 'open' | 'probing' = 'closed';
  private underWay = 0;
  /** Whether the last calls have failed. */
  private ends: boolean[] = [];
  private probes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly model: Pick<CallModel, 'atMost' | 'breaker'>,
    /** Its breaker lets calls through again. */
    private readonly letsThrough: () => void,
    private readonly opens: () => void,
    private readonly kind: 'breakerProbes' | 'innerProbes',
  ) {}

  private get isShut(): boolean {
    return this.state === 'open' || (this.state === 'probing' && this.probes === this.limit);
  }

  /** Calls by whose ends its breaker goes. */
  private get limit(): number {
    const { breaker } = this.model;
    return (this.state === 'probing' ? breaker?.probes : breaker?.window) ?? 0;
  }

  get pauses(): boolean {
    return this.model.breaker?.pauses === true && this.isShut;
  }

  /** Whether a call may be sent now; then it is under way. */
  mayCall(): boolean {
    if (this.isShut || this.underWay >= (this.model.atMost ?? Infinity)) return false;
    this.underWay++;
    if (this.state === 'probing') this.probes++;
    return true;
  }

  ended(hasFailed: boolean): void {
    this.underWay--;
    const { breaker } = this.model;
    if (breaker === null || this.state === 'open') return;
    this.ends = [...this.ends, hasFailed].slice(-this.limit);
    if (this.ends.length < this.limit) return;
    if (this.ends.filter((each) => each).length >= breaker.failures * this.limit) {
      this.state = 'open';
      this.opens();
      this.clock.at(this.clock.now + breaker.openSeconds, this.kind, 0, () => {
        this.begin('probing');
      });
    } else if (this.state === 'probing') this.begin('closed');
  }

  private begin(state: 'closed' | 'probing'): void {
    this.state = state;
    this.ends = [];
    this.probes = 0;
    if (this.model.breaker?.pauses === true) this.letsThrough();
  }
}
