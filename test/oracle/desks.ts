/**
 * Externals whose queue is their own: engine/assembly/services/desks.ts, waiting.ts, sharing.ts and
 * servers.ts in plain objects and lists that are searched.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { ExternalModel } from '../../src/model/model.js';
import { isFree, Routes, shiftsAt, type Asks, type Desk, type Held } from './deskParts.js';
import type { Job, Queue } from './deskParts.js';
import type { System } from './system.js';

export class Desks {
  private readonly desks: readonly Desk[];
  private readonly drawTime: Sampler;
  private readonly drawPatience: Sampler | null;
  private readonly drawSetUp: Sampler | null;
  private readonly drawVacation: Sampler | null;
  private readonly fails: Stream;
  private readonly choices: Stream;
  private stopped = false;
  private down = false;
  private readonly routes: Routes;

  constructor(
    private readonly system: System,
    private readonly model: ExternalModel,
    private readonly slowness: () => number,
    /**
     * Its own time for a call is over; it is done when `leave` is called. Null = it calls nothing.
     */
    private readonly callOthers: ((job: Held) => void) | null,
  ) {
    const { time, patience, setUp, vacation, speeds, route, concurrency } = model;
    const name = `externals.${model.name}`;
    const sampler = (d: ExternalModel['patience'], purpose: string): Sampler | null =>
      d === null ? null : system.sampler(d, name, purpose);
    this.drawTime = system.sampler(time, name, 'time');
    this.drawPatience = sampler(patience, 'patience');
    this.drawSetUp = sampler(setUp, 'set_up');
    this.drawVacation = sampler(vacation, 'vacation');
    this.fails = system.stream(name, 'fails');
    this.choices = system.stream(name, 'choices');
    const queue = (): Queue => ({ waiting: [], inside: 0, outside: [] });
    const common = queue();
    this.desks = speeds.map((speed) => ({
      queue: route === 'one_queue' ? common : queue(),
      speed,
      servers: concurrency ?? Infinity,
      away: 0,
      jobs: [],
      shared: 0,
      sharedAt: 0,
    }));
    const choose = (): number => this.choices.next();
    this.routes = new Routes(model.route, this.desks, choose);
  }

  /** Once, before anything happens. */
  start(): void {
    if (this.model.shifts.length > 0) this.changeShift();
    for (const desk of this.desks) this.serveNext(desk);
  }

  come(number: number, asks: Asks, answer: (isError: boolean) => void): void {
    if (this.down) {
      answer(true);
      return;
    }
    const desk = this.routes.next();
    if (this.hasRoom(desk)) this.enter(desk, number, asks, answer);
    else if (asks.handsOver) {
      desk.queue.outside.push((open) => {
        this.enter(open, number, asks, answer);
      });
    } else answer(true);
  }

  setDown(down: boolean, work: 'done' | 'kept' | 'lost'): void {
    if (work === 'kept') {
      if (down !== this.stopped) this.standStill(down);
      return;
    }
    this.down = down;
    if (down && work === 'lost') this.loseAll();
    if (!down) for (const desk of this.desks) this.admit(desk);
  }

  private canBegin(desk: Desk): boolean {
    return !this.stopped && isFree(desk);
  }

  private get isShared(): boolean {
    return this.model.discipline === 'processor_sharing';
  }

  private hasRoom(desk: Desk): boolean {
    const most =
      this.model.concurrency === null ? Infinity : (this.model.queueCapacity ?? Infinity);
    if (this.isShared) return desk.queue.inside < desk.servers + most;
    return this.canBegin(desk) || desk.queue.waiting.length < most;
  }

  private enter(desk: Desk, number: number, asks: Asks, answer: (isError: boolean) => void): void {
    const { clock } = this.system;
    const { fails } = this.model;
    const hasFailed = fails > 0 && this.fails.next() < fails;
    const left = (asks.drawTime ?? this.drawTime)() * this.slowness();
    const patience = (asks.drawPatience ?? this.drawPatience)?.() ?? null;
    const job: Job = {
      number,
      asks,
      fails: hasFailed,
      left,
      begun: false,
      state: 'waits',
      finish: Infinity,
      desk,
      answer,
    };
    desk.queue.inside++;
    if (this.isShared) this.share(desk, job);
    else if (this.canBegin(desk)) {
      job.left += (this.drawSetUp?.() ?? 0) * desk.speed;
      this.begin(desk, job);
    } else {
      const victim = this.victimOf(desk, asks.priority);
      if (victim === undefined) {
        desk.queue.waiting.push(job);
        if (patience !== null) {
          clock.at(clock.now + patience, 'callLeaves', number, () => {
            if (job.state === 'waits' && !job.begun) this.loseHeart(job);
          });
        }
      } else {
        const server = victim.desk;
        this.interrupt(victim);
        this.begin(server, job);
      }
    }
    asks.taken();
  }

  private victimOf(desk: Desk, priority: number): Job | undefined {
    if (this.model.discipline !== 'preemptive_priority' || this.stopped) return undefined;
    return this.desks
      .filter(({ queue }) => queue === desk.queue)
      .flatMap(({ jobs }) => jobs)
      .filter(({ state, asks }) => state === 'served' && asks.priority < priority)
      .sort((a, b) => a.asks.priority - b.asks.priority || b.number - a.number)
      .at(0);
  }

  private interrupt(job: Job): void {
    const { desk } = job;
    job.left = (job.finish - this.system.now) * desk.speed;
    job.state = 'waits';
    job.finish = Infinity;
    desk.jobs.splice(desk.jobs.indexOf(job), 1);
    desk.queue.waiting.unshift(job);
  }

  private begin(desk: Desk, job: Job): void {
    job.desk = desk;
    job.state = 'served';
    job.begun = true;
    desk.jobs.push(job);
    this.work(job);
  }

  private work(job: Job): void {
    const { clock } = this.system;
    const finish = clock.now + job.left / job.desk.speed;
    job.finish = finish;
    clock.at(finish, 'callServed', job.number, () => {
      if (job.state === 'served' && job.finish === finish) this.served(job);
    });
  }

  private served(job: Job): void {
    if (job.fails || this.callOthers === null) {
      this.leave(job, job.fails);
      return;
    }
    job.state = 'holds';
    this.callOthers({
      number: job.number,
      leave: (isError) => {
        this.leave(job, isError);
      },
      handOver: () => {
        job.state = 'elsewhere';
        this.release(job);
      },
      waits: () => job.state === 'holds' || job.state === 'elsewhere',
    });
  }

  private leave(job: Job, isError: boolean): void {
    const isThere = job.state !== 'elsewhere';
    job.state = 'gone';
    job.answer(isError);
    if (isThere) this.release(job);
  }

  private release(job: Job): void {
    const { desk } = job;
    if (this.isShared) {
      this.bringUp(desk);
      desk.shared = job.left;
    }
    desk.jobs.splice(desk.jobs.indexOf(job), 1);
    if (this.isShared) {
      if (desk.jobs.length === 0) desk.shared = 0;
      this.scheduleShared(desk);
    }
    desk.queue.inside--;
    this.serveNext(desk);
    this.admit(desk);
  }

  private serveNext(desk: Desk): void {
    if (this.isShared) return;
    while (this.canBegin(desk) && desk.queue.waiting.length > 0) this.begin(desk, this.take(desk));
    if (this.drawVacation === null) return;
    const { clock } = this.system;
    while (isFree(desk)) {
      desk.away++;
      const number = this.desks.indexOf(desk);
      clock.at(clock.now + this.drawVacation(), 'deskBack', this.place * 10_000 + number, () => {
        desk.away--;
        this.serveNext(desk);
      });
    }
  }

  private get place(): number {
    return this.system.model.externals.indexOf(this.model);
  }

  private take({ queue: { waiting } }: Desk): Job {
    switch (this.model.discipline) {
      case 'lifo':
        return waiting.pop() as Job;
      case 'random': {
        // The last takes the place of the one that goes.
        const chosen = Math.floor(this.choices.next() * waiting.length);
        return this.takeOut(waiting, chosen);
      }
      case 'priority':
      case 'preemptive_priority': {
        const highest = Math.max(...waiting.map(({ asks }) => asks.priority));
        const index = waiting.findIndex(({ asks }) => asks.priority === highest);
        return waiting.splice(index, 1)[0];
      }
      case 'fifo':
      case 'processor_sharing':
        return waiting.shift() as Job;
      default:
        return this.model.discipline satisfies never;
    }
  }

  private takeOut(waiting: Job[], index: number): Job {
    const job = waiting[index];
    const last = waiting.pop() as Job;
    if (last !== job) waiting[index] = last;
    return job;
  }

  private admit(desk: Desk): void {
    const { outside } = desk.queue;
    while (outside.length > 0 && !this.down && this.hasRoom(desk)) {
      const [first] = outside.splice(0, 1);
      first(desk);
    }
  }

  private loseHeart(job: Job): void {
    const { desk, asks } = job;
    const { waiting } = desk.queue;
    const index = waiting.indexOf(job);
    if (this.model.discipline === 'random') this.takeOut(waiting, index);
    else waiting.splice(index, 1);
    asks.left();
    this.answerWithError(job);
    this.admit(desk);
  }

  private answerWithError(job: Job): void {
    job.state = 'gone';
    job.desk.queue.inside--;
    job.answer(true);
  }

  private loseAll(): void {
    for (const desk of this.desks) {
      while (desk.queue.waiting.length > 0) this.answerWithError(this.take(desk));
      const inTurn = this.isShared ? desk.jobs.toSorted(endsFirst) : desk.jobs.toReversed();
      for (const job of inTurn) {
        if (job.state === 'served') this.leave(job, true);
      }
    }
  }

  private standStill(down: boolean): void {
    const { now } = this.system;
    if (down) {
      for (const desk of this.desks) {
        if (this.isShared) this.bringUp(desk);
        else {
          for (const job of desk.jobs) {
            if (job.state === 'served') job.left = (job.finish - now) * desk.speed;
            job.finish = Infinity;
          }
        }
      }
      this.stopped = true;
      if (this.isShared) for (const desk of this.desks) this.scheduleShared(desk);
      return;
    }
    this.stopped = false;
    for (const desk of this.desks) {
      if (this.isShared) {
        desk.sharedAt = now;
        this.scheduleShared(desk);
        continue;
      }
      for (const job of desk.jobs) if (job.state === 'served') this.work(job);
      this.serveNext(desk);
      this.admit(desk);
    }
  }

  private changeShift(): void {
    const { clock, trial } = this.system;
    const time = clock.now - trial.warmupSeconds;
    const { current, next } = shiftsAt(this.model, time);
    if (current !== undefined) {
      for (const desk of this.desks) {
        if (this.isShared) this.bringUp(desk);
        desk.servers = current.servers;
        if (this.isShared) this.scheduleShared(desk);
        this.serveNext(desk);
        this.admit(desk);
      }
    }
    if (next === undefined) return;
    const due = Math.max(clock.now, trial.warmupSeconds + next);
    clock.at(due, 'deskShift', this.place, () => {
      this.changeShift();
    });
  }

  private bringUp(desk: Desk): void {
    const { now } = this.system;
    if (desk.jobs.length > 0) desk.shared += (now - desk.sharedAt) * this.shareOf(desk);
    desk.sharedAt = now;
  }

  private shareOf({ jobs, servers, speed }: Desk): number {
    if (this.stopped) return 0;
    return (jobs.length <= servers ? 1 : servers / jobs.length) * speed;
  }

  private share(desk: Desk, job: Job): void {
    this.bringUp(desk);
    job.begun = true;
    job.state = 'served';
    job.left += desk.shared;
    desk.jobs.push(job);
    this.scheduleShared(desk);
  }

  private scheduleShared(desk: Desk): void {
    const { clock } = this.system;
    const [first] = desk.jobs.toSorted(endsFirst);
    const share = this.shareOf(desk);
    for (const job of desk.jobs) job.finish = Infinity;
    if (desk.jobs.length === 0 || share === 0) return;
    const finish = clock.now + Math.max(0, first.left - desk.shared) / share;
    first.finish = finish;
    clock.at(finish, 'callServed', first.number, () => {
      if (first.state === 'served' && first.finish === finish) this.leave(first, first.fails);
    });
  }
}

/** Of those that share a processor. */
function endsFirst(a: Job, b: Job): number {
  return a.left - b.left || a.number - b.number;
}
