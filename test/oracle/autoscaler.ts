/** How many instances a group wants: engine/assembly/consumers/autoscaler.ts in plain objects. */
import type { AutoscalerModel } from '../../src/model/model.js';
import type { Reader } from './reader.js';
import type { System } from './system.js';

export class Autoscaler {
  /** Instances that run or are being started. */
  wanted: number;
  private fewerSince = -1;

  constructor(
    private readonly system: System,
    instances: number,
    model: AutoscalerModel | null,
    /** The number of its events. */
    private readonly path: number,
    private readonly group: {
      readonly reader: Reader;
      start(place: number): void;
      /** The instances of these places leave of themselves. */
      leave(from: number, to: number): void;
    },
  ) {
    this.wanted = instances;
    if (model !== null) this.lookAgain(model);
  }

  private lookAgain(model: AutoscalerModel): void {
    const { clock } = this.system;
    clock.at(clock.now + model.intervalSeconds, 'autoscale', this.path, () => {
      this.look(model);
      this.lookAgain(model);
    });
  }

  private look(model: AutoscalerModel): void {
    const { now, clock } = this.system;
    const { minimum, maximum, targetLag, coolDownSeconds, startUpSeconds } = model;
    const asked = Math.ceil(this.group.reader.lag() / targetLag);
    const wanted = Math.min(maximum, Math.max(minimum, asked));
    if (wanted >= this.wanted) this.fewerSince = -1;
    else if (this.fewerSince < 0) this.fewerSince = now;
    for (let place = this.wanted; place < wanted; place++) {
      clock.at(now + startUpSeconds, 'memberStarts', place, () => {
        this.group.start(place);
      });
    }
    if (wanted > this.wanted) this.wanted = wanted;
    if (this.fewerSince < 0 || now - this.fewerSince < coolDownSeconds) return;
    const former = this.wanted;
    this.wanted = wanted;
    this.fewerSince = -1;
    this.group.leave(wanted, former);
  }
}
