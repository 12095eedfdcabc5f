/** Mirrors: engine/assembly/readers/mirror.ts in plain objects. */
import type { MirrorModel } from '../../src/model/model.js';
import { divide } from './assignment.js';
import type { Cluster } from './cluster.js';
import type { Clients, Connection } from './clusterParts.js';
import { requestOf, type Batch } from './messages.js';
import { Reader, shortestLinger, type Session, type Sessions } from './reader.js';
import { Pipe } from './station.js';
import type { System } from './system.js';
import { wayOf } from './window.js';

interface Task {
  readonly place: number;
  readonly nicOut: Pipe;
  readonly connections: readonly Connection[];
  /** Until when it is busy with former answers. */
  busyUntil: number;
}

export class Mirror {
  readonly reader: Reader;
  private readonly tasks: readonly Task[];

  constructor(
    private readonly system: System,
    readonly model: MirrorModel,
    source: Cluster,
    private readonly target: Cluster,
    clients: Clients,
    private readonly sessions: () => Sessions,
  ) {
    this.tasks = Array.from({ length: model.tasks }, (_, task) => ({
      place: task,
      nicOut: new Pipe(system.clock, model.nicBytesPerSecond, model.nicCredits),
      connections: target.brokers.map(({ number }) => target.connect(clients, task, number)),
      busyUntil: 0,
    }));
    const { clusters, topics: all } = system.model;
    const topics = [...all.keys()].filter((topic) => all[topic].cluster === model.copies);
    const { role } = clusters[model.copies];
    this.reader = new Reader(
      system,
      source,
      source.partitions,
      shortestLinger(system.model, topics),
      { ...model, fetchMinBytes: 1, fetchMaxWaitSeconds: 0.5, processor: null },
      wayOf(system, model, role, model.brokers.propagation, `mirrors.${model.name}`),
      model.tasks,
      divide('round_robin', source.partitions.length, model.tasks),
      (session) => {
        this.received(session);
      },
      () => {
        // A task takes all of an answer on receipt: nothing of it waits.
      },
    );
  }

  private received(session: Session): void {
    const task = this.tasks[session.member];
    const copies: Batch[] = [];
    for (const reading of session.readings) {
      const { log } = reading.partition;
      for (let entry = reading.taken.entry; entry < reading.fetched; entry++) {
        copies.push(copyOf(log[entry].batch, log[entry].copy));
      }
      reading.taken = { entry: reading.fetched, records: 0 };
    }
    this.sessions().fetch(session);
    const { clock } = this.system;
    const sendAt =
      Math.max(clock.now, task.busyUntil) + copies.length * this.model.timePerBatchSeconds;
    task.busyUntil = sendAt;
    for (const { number } of this.target.brokers) {
      const batches = copies.filter(
        ({ partition }) => this.target.partitions[partition].leader === number,
      );
      if (batches.length === 0) continue;
      clock.at(sendAt, 'mirrorSends', this.target.which(task.place, number), () => {
        this.send(task, number, batches);
      });
    }
  }

  private send(task: Task, broker: number, batches: readonly Batch[]): void {
    const request = requestOf(task.connections[broker], batches);
    const { begins, takes } = task.nicOut.send(request.bytes / this.model.nicBytesPerSecond);
    this.target.carry(request, begins, takes);
  }
}

function copyOf(batch: Batch, copy: boolean): Batch {
  return { ...batch, copy, request: null, position: -1 };
}
