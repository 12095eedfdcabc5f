/**
 * Instances that work too long on a poll: engine/assembly/consumers/latePolls.ts in plain objects.
 */
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Member } from './member.js';
import type { System } from './system.js';

export class LatePolls {
  constructor(
    private readonly system: System,
    private readonly model: ConsumerGroupModel,
    private readonly group: { lives(member: Member): boolean; leavesLate(member: Member): void },
  ) {}

  /** A poll begins now. */
  watch(member: Member): void {
    const { waitsForPoll, maxPollIntervalSeconds } = this.model;
    const { clock } = this.system;
    const poll = ++member.polls;
    if (!waitsForPoll) return;
    clock.at(clock.now + maxPollIntervalSeconds, 'pollLate', member.place, () => {
      if (!this.group.lives(member) || !member.busy || member.polls !== poll) return;
      member.outside = true;
      this.group.leavesLate(member);
    });
  }
}
