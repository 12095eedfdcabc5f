/**
 * What an instance's threads do: engine/assembly/consumers/{poolLanes,workPool}.ts in plain
 * objects.
 */
import type { BulkModel } from '../../src/model/model.js';
import { Clock } from './clock.js';
import type { Group } from './group.js';
import { laneOf, type Member, type Taken } from './member.js';
import type { Handed } from './queueParts.js';
import type { Position, Reading, Session } from './reader.js';
import type { System } from './system.js';
import type { Span } from './use.js';

/** `lane`: what it must keep its order with; null = nothing. */
export interface Job {
  readonly lane: number | null;
  readonly begin: () => void;
}

/** Threads, and what waits for them. */
export class Threads {
  private readonly waiting: Job[] = [];
  private readonly underWay: Job[] = [];

  constructor(
    private readonly count: number,
    private readonly arePaused = (): boolean => false,
  ) {}

  add(job: Job): void {
    this.waiting.push(job);
  }

  done(job: Job): void {
    this.underWay.splice(this.underWay.indexOf(job), 1);
  }

  /** Free threads begin the first jobs that nothing of their lane is ahead of. */
  go(): void {
    while (this.underWay.length < this.count && !this.arePaused()) {
      const next = this.waiting.find(({ lane }) => {
        return lane === null || this.underWay.every((other) => other.lane !== lane);
      });
      if (next === undefined) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.underWay.push(next);
      next.begin();
    }
  }
}

/**
 * Numbers of jobs of so many seconds each, in the order in which threads that begin at that time
 * get them done.
 */
export function orderOfEnds(
  begin: number,
  count: number,
  jobs: readonly { readonly lane: number | null; readonly seconds: number }[],
): number[] {
  const clock = new Clock();
  clock.now = begin;
  const ends: number[] = [];
  const threads = new Threads(count);
  jobs.forEach(({ lane, seconds }, number) => {
    const job: Job = {
      lane,
      begin: () => {
        clock.at(clock.now + seconds, 'pollEnd', number, () => {
          ends.push(number);
          threads.done(job);
          threads.go();
        });
      },
    };
    threads.add(job);
  });
  threads.go();
  clock.runUntil(Infinity);
  return ends;
}

/** `reading`: null of a queue's message. */
interface Open {
  readonly reading: Reading | null;
  readonly at: Position;
  readonly handed?: Handed;
}

interface Waiting {
  readonly open: Open;
  readonly taken: Taken;
  readonly number: number;
  readonly drawn: number;
  readonly come: number;
}

export class Pool {
  private readonly threads: Threads;
  /** Taken and not done, in the order in which they were taken. */
  private readonly open: Open[] = [];
  private polling = false;
  /** Where it works in bulk: records that wait for a thread; threads that have a bulk. */
  private readonly waiting: Waiting[] = [];
  private bulks = 0;

  constructor(
    private readonly system: System,
    private readonly group: Group,
    private readonly member: Member,
    /** The number of what comes next. */
    public next: number,
  ) {
    this.threads = new Threads(group.model.threads, () => this.arePaused());
  }

  poll(): void {
    if (this.group.queue !== null) {
      this.group.queue.ask(this.member);
      return;
    }
    if (this.polling || !this.mayTake() || !this.group.turns.has(this.member)) return;
    const { model, late, use } = this.group;
    const { timePerPollSeconds } = model;
    late.watch(this.member);
    const span = model.waitsForPoll ? use.begins(this.member, model.threads) : null;
    this.member.span = span;
    if (timePerPollSeconds === 0) {
      this.takeAll();
      return;
    }
    this.polling = true;
    this.at(this.system.now + timePerPollSeconds, this.next++, () => {
      this.polling = false;
      if (this.mayTake()) this.takeAll();
      else if (span !== null) use.isNothing(span);
    });
  }

  /** How far a partition may be committed. */
  committable(reading: Reading): Position {
    const first = this.open.find((each) => each.reading === reading);
    if (first === undefined) return reading.taken;
    const { committed } = reading;
    const further = first.at.entry - committed.entry || first.at.records - committed.records;
    return further > 0 ? first.at : committed;
  }

  /** Messages taken and not done. */
  get size(): number {
    return this.open.length;
  }

  /** Whether nothing keeps it from asking a queue for more. */
  mayAsk(): boolean {
    return !this.isBlocked() && !this.arePaused();
  }

  /** A queue's message is here. */
  receive(handed: Handed): void {
    const taken = { record: handed.message.record, partition: 0, lane: 0, copy: false, handed };
    this.add({ reading: null, at: { entry: 0, records: 0 }, handed }, taken);
  }

  begin(): void {
    this.go();
  }

  private at(time: number, number: number, action: () => void): void {
    this.group.atRecord(this.member, time, 'recordEnd', number, action);
  }

  private hasRoom(reading: Reading): boolean {
    const { waitsForPoll, maxPollRecords } = this.group.model;
    const counted = this.open.filter((each) => waitsForPoll || each.reading === reading);
    return reading.taken.entry < reading.fetched && counted.length < maxPollRecords;
  }

  private mayTake(): boolean {
    const { leaving, buffer } = this.member;
    const some = buffer.some(({ readings }) => readings.some((each) => this.hasRoom(each)));
    return !leaving && some && !this.isInPoll() && !this.arePaused() && !this.isBlocked();
  }

  private arePaused(): boolean {
    return this.group.tries?.arePaused(this.member) === true;
  }

  /** What paused it is over. */
  continueWork(): void {
    this.poll();
    this.go();
  }

  private go(): void {
    const bulk = this.group.tries?.bulk ?? null;
    if (bulk === null) this.threads.go();
    else this.goInBulk(bulk);
  }

  /** Free threads begin bulks that are full, or have waited for long enough. */
  private goInBulk({ records, lingerSeconds }: BulkModel): void {
    const { group, member, system, waiting } = this;
    while (this.bulks < group.model.threads && waiting.length > 0 && !this.arePaused()) {
      const due = waiting[0].come + lingerSeconds;
      if (waiting.length < records && due > system.now) {
        system.clock.at(due, 'bulkDue', group.path * 100 + member.place, () => {
          if (group.lives(member)) this.go();
        });
        return;
      }
      const taken = waiting.splice(0, records);
      this.bulks++;
      const span = group.model.waitsForPoll ? null : group.use.begins(member, 1);
      const work = taken.map((each, index) => ({
        taken: each.taken,
        over: () => {
          if (index === taken.length - 1) {
            this.bulks--;
            if (span !== null) group.use.ends(span);
          }
          this.done(each.open);
        },
      }));
      const [{ number, drawn }] = taken;
      group.tries?.begin({ member, number, records: work, tries: 0 }, drawn);
    }
  }

  private isBlocked(): boolean {
    return this.group.sends.areBlocked(this.member.place);
  }

  /** It waits for all that it has taken. */
  private isInPoll(): boolean {
    return this.group.model.waitsForPoll && this.open.length > 0;
  }

  private takeAll(): void {
    for (const session of [...this.member.buffer]) this.takeFrom(session);
    this.go();
  }

  private takeFrom(session: Session): void {
    const { buffer } = this.member;
    for (const reading of session.readings) {
      while (this.hasRoom(reading)) {
        const at = reading.taken;
        const { records, copy } = reading.partition.log[at.entry];
        reading.taken =
          at.records + 1 < records.length
            ? { entry: at.entry, records: at.records + 1 }
            : { entry: at.entry + 1, records: 0 };
        const taken = {
          record: records[at.records],
          partition: reading.partition.own,
          lane: this.group.reader.placeOf(reading),
          copy,
        };
        this.add({ reading, at }, taken);
      }
    }
    if (session.readings.some(({ taken, fetched }) => taken.entry < fetched)) return;
    buffer.splice(buffer.indexOf(session), 1);
    this.group.fetch(session);
  }

  private add(open: Open, taken: Taken): void {
    const { group, member } = this;
    const number = this.next++;
    const drawn = (open.handed?.part ?? group).drawProcessing();
    this.open.push(open);
    member.busy = true;
    if ((group.tries?.bulk ?? null) !== null) {
      this.waiting.push({ open, taken, number, drawn, come: this.system.now });
      return;
    }
    let span: Span | null = null;
    const over = (): void => {
      if (span !== null) group.use.ends(span);
      this.threads.done(job);
      this.done(open);
    };
    const job: Job = {
      lane: laneOf(group.model, taken),
      begin: () => {
        if (!group.model.waitsForPoll) span = group.use.begins(member, 1);
        if (group.tries !== null) {
          group.tries.begin({ member, number, records: [{ taken, over }], tries: 0 }, drawn);
          return;
        }
        const seconds = drawn * member.slowness + group.cacheSeconds;
        this.at(this.system.now + seconds, number, () => {
          group.writeOne(member, taken, () => {
            group.deliver(member, taken);
            if (group.lives(member)) over();
          });
        });
      },
    };
    this.threads.add(job);
  }

  private done(open: Open): void {
    const { group, member } = this;
    if (open.handed !== undefined) group.queue?.settle(open.handed);
    this.open.splice(this.open.indexOf(open), 1);
    member.busy = this.open.length > 0;
    if (!member.busy && member.span !== null) group.use.ends(member.span);
    if (!this.isInPoll()) {
      group.afterWork(member);
      this.poll();
    }
    this.go();
  }
}
