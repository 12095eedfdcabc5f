/** The second simulator's clock: one binary heap of plain objects, each with what is to be done. */

/**
 * What comes first of what happens at the same time: servers get free, then the order that
 * engine/assembly/world/kinds.ts states.
 */
const ORDER = [
  'serverFree',
  'requestArrives',
  'requestReceived',
  'produceDone',
  'diskDone',
  'replicaData',
  'replicaReceived',
  'replicaFetchArrives',
  'replicaFetchDone',
  'readFetchArrives',
  'readFetchDone',
  'readTimeout',
  'readData',
  'readReceived',
  'pollEnd',
  'recordEnd',
  'bulkDue',
  'storeArrives',
  'storeServed',
  'storeDone',
  'callArrives',
  'callServed',
  'callAnswered',
  'innerCallAgain',
  'callAgain',
  'tryAgain',
  'callTimeout',
  'breakerProbes',
  'innerProbes',
  'acknowledged',
  'sendAnswered',
  'sendFailed',
  'pollTurn',
  'admit',
  'channelReady',
  'mirrorSends',
  'requestTimeout',
  'requestRefused',
  'enterHandlers',
  'faultBegins',
  'faultEnds',
  'brokerFenced',
  'leadersElected',
  'leadersReturn',
  'sessionExpired',
  'rebalanced',
  'autoscale',
  'memberStarts',
  'pollLate',
  'queuePublished',
  'queueWritten',
  'queueCopy',
  'queueCopyHere',
  'queueCopied',
  'queueSent',
  'queueData',
  'queueReceived',
  'queueAck',
  'queueSettled',
  'queueAsk',
  'queueAskOver',
  'queueVisible',
  'queueExpires',
  'queueClosed',
  'queueJoins',
  'requestMade',
  'callLeaves',
  'deskBack',
  'deskShift',
  'deliveryTimeout',
  'readUnpacked',
  'queueUnpacked',
  'queueMemory',
  'publisherTold',
  'lagCheck',
] as const;
export type Kind = (typeof ORDER)[number];

interface Entry {
  time: number;
  rank: number;
  /** Which of its kind: a session's number, a connection's, ... */
  which: number;
  sequence: number;
  action: () => void;
}

export class Clock {
  now = 0;
  private sequence = 0;
  private readonly heap: Entry[] = [];

  at(time: number, kind: Kind, which: number, action: () => void): void {
    if (!(time >= this.now)) throw new Error(`${kind} at ${time} s is before ${this.now} s`);
    const entry = { time, rank: ORDER.indexOf(kind), which, sequence: this.sequence++, action };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(this.heap[index], this.heap[parent])) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  runUntil(end: number): void {
    for (let first = this.take(); first !== undefined; first = this.take()) {
      if (first.time >= end) return;
      this.now = first.time;
      first.action();
    }
  }

  private take(): Entry | undefined {
    const first = this.heap.at(0);
    const last = this.heap.pop();
    if (last === undefined || last === first) return first;
    this.heap[0] = last;
    for (let index = 0; ;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && before(this.heap[child], this.heap[least])) least = child;
      }
      if (least === index) return first;
      this.swap(index, least);
      index = least;
    }
  }

  private swap(left: number, right: number): void {
    [this.heap[left], this.heap[right]] = [this.heap[right], this.heap[left]];
  }
}

function before(left: Entry, right: Entry): boolean {
  if (left.time !== right.time) return left.time < right.time;
  if (left.rank !== right.rank) return left.rank < right.rank;
  if (left.which !== right.which) return left.which < right.which;
  return left.sequence < right.sequence;
}
