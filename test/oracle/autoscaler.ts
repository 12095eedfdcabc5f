/**
 * How many instances a group wants: engine/assembly/consumers/{autoscaler,horizontal,
 * scalerSchedule}.ts in plain objects.
 */
import type { AutoscalerModel, ScalingRuleModel } from '../../src/model/model.js';
import type { Member } from './member.js';
import type { QueueReader } from './queueReader.js';
import type { Reader } from './reader.js';
import type { System } from './system.js';
import type { Use } from './use.js';

interface Noted {
  readonly time: number;
  readonly count: number;
}

export class Autoscaler {
  /** Instances that run or are being started. */
  wanted: number;
  private fewerSince = -1;
  private measured: Noted | null = null;
  /** What was desired at each look, and what came, or went where it is negative. */
  private readonly desired: Noted[] = [];
  private readonly changes: Noted[] = [];

  constructor(
    private readonly system: System,
    private readonly instances: number,
    model: AutoscalerModel | null,
    /** The number of its events. */
    private readonly path: number,
    private readonly group: {
      readonly reader: Reader;
      readonly queue: QueueReader | null;
      readonly members: readonly Member[];
      readonly use: Use;
      start(index: number): void;
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
      if (model.rules === 'kubernetes') this.changeTo(model, this.kubernetes(model));
      else this.look(model);
      this.lookAgain(model);
    });
  }

  private look(model: AutoscalerModel): void {
    const { now } = this.system;
    const { minimum, maximum, coolDownSeconds } = model;
    const wanted = Math.min(maximum, Math.max(minimum, this.asked(model)));
    if (wanted >= this.wanted) this.fewerSince = -1;
    else if (this.fewerSince < 0) this.fewerSince = now;
    if (wanted > this.wanted) this.changeTo(model, wanted);
    if (this.fewerSince < 0 || now - this.fewerSince < coolDownSeconds) return;
    this.fewerSince = -1;
    const former = this.wanted;
    this.wanted = wanted;
    this.group.leave(wanted, former);
  }

  private changeTo({ startUpSeconds }: AutoscalerModel, wanted: number): void {
    const { now, clock } = this.system;
    const former = this.wanted;
    this.wanted = wanted;
    for (let index = former; index < wanted; index++) {
      clock.at(now + startUpSeconds, 'memberStarts', index, () => {
        this.group.start(index);
      });
    }
    if (wanted < former) this.group.leave(wanted, former);
  }

  private asked(model: AutoscalerModel): number {
    const { by, targetLag, targetUtilization } = model;
    if (by === 'lag')
      return Math.ceil((this.group.queue?.lag ?? this.group.reader.lag()) / targetLag);
    if (by === 'schedule') return this.scheduled(model);
    const uses = this.group.use.look(this.group.members);
    return uses.length === 0 ? this.wanted : Math.ceil(total(uses) / targetUtilization);
  }

  private scheduled({ schedule, repeatsEverySeconds: every }: AutoscalerModel): number {
    const time = this.system.now - this.system.trial.warmupSeconds;
    const within = every === null ? time : time - Math.floor(time / every) * every;
    const step = schedule.findLast(({ atSeconds }) => atSeconds <= within);
    const before = every === null ? this.instances : (schedule.at(-1)?.instances ?? 0);
    return step?.instances ?? before;
  }

  private kubernetes(model: AutoscalerModel): number {
    const { now } = this.system;
    const { minimum, maximum } = model;
    const current = this.wanted;
    const uses = model.by === 'utilization' ? this.group.use.look(this.group.members) : [];
    let wanted = Math.min(maximum, Math.max(minimum, current));
    if (wanted === current) {
      const desired = model.by === 'utilization' ? this.byUse(model, uses) : this.byNumber(model);
      if (desired === null) return current;
      this.desired.push({ time: now, count: desired });
      wanted = this.limited(model, this.stabilized(model));
    }
    if (wanted !== current) this.changes.push({ time: now, count: wanted - current });
    return wanted;
  }

  private byNumber(model: AutoscalerModel): number {
    const target = model.by === 'lag' ? model.targetLag : 1;
    const measured = model.by === 'lag' ? this.polled(model) : this.scheduled(model);
    const ratio = measured / (target * this.wanted);
    return isNear(model, ratio) ? this.wanted : Math.ceil(measured / target);
  }

  private polled({ targetLag, allowsIdle, pollingSeconds }: AutoscalerModel): number {
    const { now } = this.system;
    const { reader, queue } = this.group;
    if (this.measured === null || now - this.measured.time >= pollingSeconds) {
      const lag = queue?.lag ?? reader.lagOfCommitted();
      const partitions = reader.readings.length;
      const isCut = queue === null && !allowsIdle && Math.floor(lag / targetLag) > partitions;
      this.measured = { time: now, count: isCut ? partitions * targetLag : lag };
    }
    return this.measured.count;
  }

  private byUse(model: AutoscalerModel, uses: readonly number[]): number | null {
    if (uses.length === 0) return null;
    const current = this.wanted;
    const target = model.targetUtilization;
    const ratio = total(uses) / (uses.length * target);
    const desired = Math.ceil(total(uses) / target);
    if (uses.length >= current || ratio <= 1) return isNear(model, ratio) ? current : desired;
    const again = total(uses) / (current * target);
    return again < 1 || isNear(model, again) ? current : Math.max(current, desired);
  }

  private stabilized({ scaleUp, scaleDown }: AutoscalerModel): number {
    const within = ({ stabilizationSeconds }: ScalingRuleModel): number[] => {
      const { now } = this.system;
      return this.desired
        .filter(({ time }, index) => {
          return index === this.desired.length - 1 || time > now - stabilizationSeconds;
        })
        .map(({ count }) => count);
    };
    const least = Math.min(...within(scaleUp));
    const most = Math.max(...within(scaleDown));
    return Math.min(most, Math.max(least, this.wanted));
  }

  private limited(model: AutoscalerModel, wanted: number): number {
    const current = this.wanted;
    const { minimum, maximum, scaleUp, scaleDown } = model;
    if (wanted > current) {
      const before = this.atBeginOf(scaleUp);
      const { instances, share } = scaleUp;
      const allowed = [
        ...(instances === null ? [] : [before + instances]),
        ...(share === null ? [] : [Math.ceil(before * (1 + share))]),
      ];
      const limit = scaleUp.select === 'max' ? Math.max(...allowed) : Math.min(...allowed);
      return Math.min(wanted, maximum, Math.max(current, limit));
    }
    if (wanted === current) return current;
    const before = this.atBeginOf(scaleDown);
    const { instances, share } = scaleDown;
    const allowed = [
      ...(instances === null ? [] : [before - instances]),
      ...(share === null ? [] : [Math.floor(before * (1 - share))]),
    ];
    const limit = scaleDown.select === 'max' ? Math.min(...allowed) : Math.max(...allowed);
    return Math.max(wanted, minimum, Math.min(current, limit));
  }

  private atBeginOf({ periodSeconds }: ScalingRuleModel): number {
    const { now } = this.system;
    const within = this.changes.filter(({ time }) => time > now - periodSeconds);
    return this.wanted - sum(within.map(({ count }) => count));
  }
}

function isNear({ tolerance }: AutoscalerModel, ratio: number): boolean {
  return Math.abs(1 - ratio) <= tolerance;
}

/** Uses are whole thousandths, and so is their sum: 0.16 and 0.14 are twice a target of 0.15. */
function total(uses: readonly number[]): number {
  return Math.round(1000 * sum(uses)) / 1000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
