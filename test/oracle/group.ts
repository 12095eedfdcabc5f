/** Consumer groups: engine/assembly/consumers/{consumer,rebalance}.ts in plain objects. */
import type { Sampler } from '../../src/engine/variates.js';
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Cluster } from './cluster.js';
import { Absences } from './absences.js';
import { assigned, divideTopics } from './assignment.js';
import { Autoscaler } from './autoscaler.js';
import type { Kind } from './clock.js';
import type { External } from './external.js';
import type { QueueReader } from './queueReader.js';
import { Reader, shortestLinger, type Reading, type Session, type Sessions } from './reader.js';
import { LatePolls } from './latePolls.js';
import {
  commitOf,
  forget,
  freshMember,
  giveTo,
  laneOf,
  livingPlaces,
  placesOf,
  takePoll,
  type Member,
  type Taken,
} from './member.js';
import { orderOfEnds, Pool, Threads, type Job } from './pool.js';
import { Sends } from './sends.js';
import { Pipe } from './station.js';
import type { Store } from './store.js';
import type { OracleRecord, System } from './system.js';
import { Tries, type CallNumbers } from './tries.js';
import { Turns } from './turns.js';
import { Use } from './use.js';
import { wayOf } from './window.js';

export class Group {
  readonly reader: Reader;
  readonly members: Member[];
  private readonly autoscaler: Autoscaler;
  private rebalancing = false;
  private due = false;
  private readonly absences: Absences;
  private again = false;
  /** [partition]: its owner by the last assignment, -1 = none that lives. */
  private assigned: readonly number[];
  /** Partitions of each topic that it reads. */
  private readonly counts: readonly number[];
  readonly delivered = new Set<OracleRecord>();
  readonly drawProcessing: Sampler;
  private readonly nicOut: readonly Pipe[];
  readonly sends: Sends;
  readonly tries: Tries | null;
  readonly turns: Turns;
  readonly late: LatePolls;
  readonly use: Use;
  queue: QueueReader | null = null;

  constructor(
    private readonly system: System,
    readonly model: ConsumerGroupModel,
    readonly path: number,
    private readonly cluster: Cluster,
    clusterRole: string,
    private readonly store: Store | null,
    private readonly sessions: () => Sessions,
    externals: readonly External[],
    calls: CallNumbers,
  ) {
    const name = `consumers.${model.name}`;
    const places = placesOf(model);
    this.absences = new Absences(system.clock, model);
    this.members = Array.from({ length: places }, (_, index) => this.fresh(index, 0));
    this.members.forEach((member) => (member.alive = member.place < model.instances));
    this.drawProcessing = system.sampler(model.processingTime, name, 'processing_time');
    this.nicOut = this.members.map(
      () => new Pipe(system.clock, model.nicBytesPerSecond, model.nicCredits),
    );
    const resume = (index: number): void => {
      this.pollIfFree(this.members[index]);
    };
    this.sends = new Sends(system, model, resume, places);
    this.tries = model.tries && new Tries(system, this, model.tries, externals, calls);
    this.turns = new Turns(system, model, places, this);
    this.late = new LatePolls(system, model, this);
    this.use = new Use(system, model.threads);
    const topics = model.queue === null ? model.topics : [];
    const read = topics.map((topic) => cluster.partitionsOf(topic));
    this.counts = read.map(({ length }) => length);
    this.assigned = divideTopics(model.assignor, this.counts, model.instances);
    this.reader = new Reader(
      system,
      cluster,
      read.flat(),
      shortestLinger(system.model, model.topics),
      model,
      wayOf(system, model, clusterRole, model.propagation, name),
      places,
      [...this.assigned],
      this.received,
      (session) => {
        forget(this.members[session.member], session);
      },
    );
    this.autoscaler = new Autoscaler(system, model.instances, model.autoscaler, path, this);
  }

  private readonly received = (session: Session): void => {
    const member = this.members[session.member];
    member.buffer.push(session);
    this.pollIfFree(member);
  };

  pollIfFree(member: Member): void {
    if (member.pool !== null) member.pool.poll();
    else if (!member.busy && member.buffer.length > 0) {
      if (!this.sends.areBlocked(member.place) && this.turns.has(member)) this.poll(member);
    }
  }

  /** Of what an instance has taken: nothing where it is no more. */
  atRecord(member: Member, time: number, kind: Kind, number: number, action: () => void): void {
    const which = number * 10_000 + this.path * 100 + member.place;
    this.system.clock.at(time, kind, which, () => {
      if (this.lives(member)) action();
    });
  }

  fetch(session: Session): void {
    this.sessions().fetch(session);
  }

  get cacheSeconds(): number {
    return this.store?.cacheSeconds ?? 0;
  }

  private poll(member: Member): void {
    member.busy = true;
    this.late.watch(member);
    member.span = this.use.begins(member, this.model.threads);
    const taken = takePoll(this.reader, member.buffer, this.model.maxPollRecords, (emptied) => {
      this.sessions().fetch(emptied);
    });
    const services = taken.map(() => this.drawProcessing() * member.slowness);
    const { clock } = this.system;
    if (this.store === null) {
      // It is known now what is going to be done.
      const jobs = taken.map((each, n) => ({
        lane: laneOf(this.model, each),
        seconds: services[n],
      }));
      const begin = clock.now + this.model.timePerPollSeconds;
      member.undone = orderOfEnds(begin, this.model.threads, jobs).map((index) => {
        return { record: taken[index].record, lot: this.sends.drawLot() };
      });
    }
    const threads = new Threads(this.model.threads);
    let finished = 0;
    taken.forEach((each, index) => {
      const job: Job = {
        lane: laneOf(this.model, each),
        begin: () => {
          const finish = clock.now + services[index] + this.cacheSeconds;
          // Of those that end at one time, what was polled first goes first.
          const which = member.place + (index + 1) / (taken.length + 1);
          clock.at(finish, 'pollEnd', which, () => {
            if (!this.lives(member)) return;
            if (this.store === null) this.deliver(member, each, member.undone.shift()?.lot);
            threads.done(job);
            threads.go();
            finished++;
            if (finished === taken.length) this.processed(member, taken);
          });
        },
      };
      threads.add(job);
    });
    clock.at(clock.now + this.model.timePerPollSeconds, 'pollEnd', member.place, () => {
      if (this.lives(member)) threads.go();
    });
  }

  lives(member: Member): boolean {
    return this.members[member.place] === member;
  }

  private processed(member: Member, taken: readonly Taken[]): void {
    if (this.store === null) this.endPoll(member);
    else {
      const deliver = (each: Taken): void => {
        this.deliver(member, each);
      };
      this.store.write(this, taken, this.nicOut[member.place], deliver, () => {
        if (this.lives(member)) this.endPoll(member);
      });
    }
  }

  /** Writes a record to the store, if there is one; `answered` also where its instance is gone. */
  writeOne(member: Member, taken: Taken, answered: () => void): void {
    if (this.store === null) answered();
    else this.store.write(this, [taken], this.nicOut[member.place], () => undefined, answered);
  }

  deliver(member: Member, taken: Taken, lot?: number): void {
    if (this.lives(member)) {
      this.sends.sendOn(member.place, taken.record, lot ?? this.sends.drawLot(), () => undefined);
    }
    this.tellDone(taken);
  }

  /** The first time it is a delivery, or has failed; any later one is a duplicate. */
  tellDone({ record, copy }: Taken, what: 'delivered' | 'failed' = 'delivered'): void {
    const again = copy || this.delivered.has(record);
    this.system.tell(again ? 'duplicated' : what, this.path, record);
    if (again) return;
    this.delivered.add(record);
    this.sends.ended(record, what, this.path);
  }

  private endPoll(member: Member): void {
    member.busy = false;
    if (member.span !== null) this.use.ends(member.span);
    this.afterWork(member);
    this.pollIfFree(member);
  }

  /** Commits when it is time; gives up what it loses when nothing is under way. */
  afterWork(member: Member): void {
    const { model } = this;
    if (member.outside) {
      member.outside = false;
      this.join(member);
      return;
    }
    if (this.system.now - member.committedAt >= model.commitIntervalSeconds) this.commit(member);
    if (!member.leaving || member.busy) return;
    member.leaving = false;
    this.revokePartitions(member, model.rebalance === 'eager' ? null : this.assignment());
    this.finishRebalance();
  }

  owned(member: Member): Reading[] {
    return this.reader.readings.filter(({ owner }) => owner === member.place);
  }

  private commit(member: Member): void {
    member.committedAt = this.system.now;
    for (const reading of this.owned(member)) commitOf(member, reading);
  }

  /** Commits and lets go of what `target` gives to others; null = of everything. */
  private revokePartitions(member: Member, target: readonly number[] | null): void {
    this.commit(member);
    const goes = (reading: Reading): boolean =>
      target?.[this.reader.placeOf(reading)] !== member.place;
    this.closeSessions(member.place, goes);
    for (const reading of this.owned(member)) if (goes(reading)) reading.owner = -1;
    this.sessions().open(this.cluster);
  }

  private closeSessions(index: number, which: (reading: Reading) => boolean): void {
    this.sessions().close(
      ({ reader, member, readings }) =>
        reader === this.reader && member === index && readings.some(which),
    );
  }

  down(index: number): void {
    const member = this.members[index];
    if (!member.alive) return;
    this.queue?.leaves(index);
    if (!this.rebalancing) this.absences.keep(index, this.owned(member));
    this.remove(member);
    this.sends.dies(index, member.undone);
    if (member.outside || this.queue !== null) return;
    this.absences.begin(index, () => {
      if (!this.members[index].alive) this.startRebalance();
    });
    this.finishRebalance();
  }

  /** It works on, but is in its group no more. */
  leavesLate(member: Member): void {
    member.leaving = false;
    this.disown(member);
    this.startRebalance();
    this.finishRebalance();
  }

  private disown(member: Member): void {
    this.closeSessions(member.place, () => true);
    for (const reading of this.owned(member)) reading.owner = -1;
    this.assigned = this.assigned.map((owner) => (owner === member.place ? -1 : owner));
  }

  private remove(member: Member): void {
    this.disown(member);
    this.members[member.place] = this.fresh(member.place, member.pool?.next ?? 0);
  }

  private up(index: number): void {
    const member = this.members[index];
    if (member.alive) return;
    member.alive = true;
    member.since = this.system.now;
    if (this.queue !== null) this.queue.joins(member);
    else if (!this.absences.isBackInTime(index)) this.join(member);
    else {
      member.committedAt = this.system.now;
      if (this.rebalancing) return;
      this.assigned = this.absences.end(index, this.assigned, this.reader);
      this.sessions().open(this.cluster);
    }
  }

  private join(member: Member): void {
    member.committedAt = this.system.now;
    this.startRebalance();
  }

  /** A fault is over: the instance runs again, if the autoscaler still wants it. */
  start(index: number): void {
    if (index < this.autoscaler.wanted) this.up(index);
  }

  private startRebalance(): void {
    if (this.rebalancing) {
      this.again = true;
      return;
    }
    this.rebalancing = true;
    this.due = false;
    const target = this.model.rebalance === 'eager' ? null : this.assignment();
    for (const member of this.members) {
      const places = this.owned(member).map((reading) => this.reader.placeOf(reading));
      const loses = places.some((each) => target?.[each] !== member.place);
      if (!member.alive || !loses) continue;
      if (member.busy) member.leaving = true;
      else this.revokePartitions(member, target);
    }
    this.dueAt(this.system.now + this.model.rebalanceSeconds);
  }

  /** Not before the sessions of those that died have ended. */
  private dueAt(time: number): void {
    this.system.clock.at(time, 'rebalanced', this.path, () => {
      this.due = this.absences.last <= time;
      if (this.due) this.finishRebalance();
      else this.dueAt(this.absences.last);
    });
  }

  private finishRebalance(): void {
    const waits = this.members.some(({ leaving }) => leaving);
    if (!this.rebalancing || !this.due || waits) return;
    const target = this.assignment();
    this.assigned = target;
    for (const { place } of this.members) {
      this.closeSessions(place, (reading) => target[this.reader.placeOf(reading)] !== place);
    }
    for (const reading of this.reader.readings) {
      const owner = target[this.reader.placeOf(reading)];
      if (reading.owner === owner) continue;
      // One that moves though its owner lives: the owner sees to what it has taken.
      if (reading.owner >= 0) commitOf(this.members[reading.owner], reading);
      giveTo(reading, owner);
    }
    this.absences.forget();
    this.rebalancing = false;
    this.sessions().open(this.cluster);
    if (!this.again) return;
    this.again = false;
    this.startRebalance();
  }

  private assignment(): number[] {
    // An eager rebalance has taken all from all: instances say what they were given last.
    const { assignor, rebalance } = this.model;
    const now = this.reader.readings.map(({ owner }) => owner);
    const owners = rebalance === 'eager' ? this.assigned : now;
    return assigned(assignor, this.counts, owners, livingPlaces(this.members));
  }

  /** Instances leave of themselves. */
  leave(from: number, to: number): void {
    for (const member of this.members.slice(from, to).filter(({ alive }) => alive)) {
      this.queue?.leaves(member.place);
      if (!member.busy) this.commit(member);
      this.remove(member);
      this.sends.leaves(member.place, member.undone);
    }
    if (this.queue === null) this.startRebalance();
  }

  private fresh(index: number, next: number): Member {
    const member = freshMember(index);
    if (!this.model.writesInBulk) member.pool = new Pool(this.system, this, member, next);
    return member;
  }
}
