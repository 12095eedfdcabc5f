/**
 * Queues, their messages and those who consume them. See ../world/rows.ts for what all rows have in
 * common.
 */
import { Cluster, Log } from '../brokers/rows';
import { Group, Member } from '../consumers/rows';
import { Table } from '../memory/table';
import { Draw } from '../random/draws';
import { Batch, Request } from '../world/records';

/** A topic that is a queue. Its log has no batches: it only says where the queue is, and whose. */
@unmanaged
export class WorkQueue {
  /** Among all queues. */
  index: i32;
  log: Log;
  cluster: Cluster;
  /** Where its process is. */
  broker: i32;
  /** Whether that is down; how often it has been. */
  down: bool;
  outages: i32;
  /** The group whose instances consume; 0 = none. */
  group: Group;
  /** Its process as a station, and what that takes a message. */
  process: usize;
  factor: f64;
  drawPublish: Draw;
  drawDelivery: Draw;
  drawAck: Draw;
  /** Brokers that have a copy beside its own: numbers; copies that must be written. */
  followers: usize;
  followerCount: i32;
  majority: i32;
  /** [follower]: when the last copy sent there comes to its NIC. */
  copyArrivals: usize;
  /** Whether consumers ask; else messages are pushed to those that have room. */
  receives: bool;
  /** Whether they ask only when they have done all. */
  asksWhenDone: bool;
  prefetch: i32;
  receiveMost: i32;
  receiveWaitSeconds: f64;
  /** Infinite = never. */
  visibilitySeconds: f64;
  timeToLiveSeconds: f64;
  /** 0 = without end. */
  maxDeliveries: i32;
  /** Messages that may wait, infinite = all; whether one more is refused, or drops the first. */
  maxLength: f64;
  rejects: bool;
  /** Of one with copies that refuses: whether it does, until so few wait. */
  refuses: bool;
  resumesAt: f64;
  /** Messages that may be handed out and not settled, over all consumers; infinite = all. */
  maxUnacknowledged: f64;
  /** Whether the word of an instance counts to which a message is handed out no more. */
  countsLate: bool;
  /**
   * Of a group that reads several: how often it is looked at first; time of its work; 0 = as all.
   */
  weight: f64;
  drawWork: Draw;
  /** 0 = none. */
  deadLetter: WorkQueue;
  /** Publications taken in and not yet committed, in order. */
  pendingFirst: Publication;
  pendingLast: Publication;
  /** [priority]: ReadyList rows; messages in all of them, and beside them in strands. */
  ready: usize;
  available: i32;
  waiting: i32;
  /** Whether messages of one key are handed out one after the other; by key, their strands. */
  keepsOrder: bool;
  strands: Table;
  /** All strands that there are rows of, and those that are free. */
  lastStrand: Strand;
  freeStrands: Strand;
  /** Messages handed out and not settled. */
  unacknowledged: i32;
  /** Counts its messages: their order. */
  nextPosition: i64;
  /** When the first of those that wait gets too old, of which an event is pending. */
  expiresAt: f64;
  /** [instance]: QueueConsumer rows; how many have room; whose turn it is. */
  consumers: usize;
  withCredit: i32;
  turn: i32;
  /** Those who have asked and wait, in order of coming. */
  askingFirst: QueueConsumer;
  askingLast: QueueConsumer;
  /** Messages that ever became ready; were acknowledged; given up; dropped. */
  came: f64;
  acknowledged: f64;
  givenUp: f64;
  dropped: f64;
  /** In the window: messages handed out, and those of them handed out before. */
  handedOut: f64;
  handedOutAgain: f64;
}

/** Messages of one key, where their order is kept. */
@unmanaged
export class Strand {
  key: i32;
  /** The one that may be handed out; those behind it, or behind what is handed out. */
  head: Message;
  rest: ReadyList;
  /** Messages handed out and not settled. */
  out: i32;
  /** The one that was made before it; the next of the free ones. */
  sibling: Strand;
  next: Strand;
}

/** Messages in the order of the queue: what may be handed out of one priority, or a strand's. */
@unmanaged
export class ReadyList {
  first: Message;
  last: Message;
}

/** An instance as its queue knows it. */
@unmanaged
export class QueueConsumer {
  queue: WorkQueue;
  member: Member;
  /** Which of the instances of its number the queue knows; whether it is connected. */
  generation: i32;
  open: bool;
  /** Messages that may be handed out to it now. */
  credit: i32;
  /** Of its group's first queue: whether it has asked and has no answer yet; for how many. */
  isAsking: bool;
  wanted: i32;
  /** Whether what it asked waits at the queue; until when; the next one. */
  waits: bool;
  deadline: f64;
  next: QueueConsumer;
  /** When the last message to it comes to its NIC. */
  lastArrival: f64;
  /** What it was handed out and has not settled, in order. */
  first: Delivery;
  last: Delivery;
}

/** A record that stands in a queue. */
@unmanaged
export class Message {
  batch: Batch;
  record: i32;
  deliveries: i32;
  position: i64;
  priority: i32;
  expiresAt: f64;
  /** Its delivery that counts; 0 = it waits, or is no more. */
  current: Delivery;
  /** Of a queue that keeps the order of keys, where it waits or is handed out. */
  strand: Strand;
  /** Of the messages that this row has been: their number. */
  life: i32;
  /** Its neighbors among those that wait; the next of the free ones. */
  earlier: Message;
  later: Message;
}

/** A message on its way to a consumer, there, or on its way back. */
@unmanaged
export class Delivery {
  number: i64;
  message: Message;
  /** Which of the messages of its row that is. */
  life: i32;
  batch: Batch;
  record: i32;
  consumer: QueueConsumer;
  generation: i32;
  /** Whether its instance has not done with it, nor died. */
  held: bool;
  /** Whether its try has failed; whether it has given back its consumer's room. */
  refused: bool;
  creditBack: bool;
  /** Outages of its queue when it was handed out, or when its instance's word came. */
  outages: i32;
  /** When it left the broker; -1 = not yet. */
  answered: f64;
  /** The next of those handed out together; of the first, how many, and their bytes. */
  mate: Delivery;
  count: i32;
  bytes: f64;
  /** Its neighbors among its consumer's; the next of the free ones. */
  earlier: Delivery;
  later: Delivery;
}

/** A batch on its way into a queue. */
@unmanaged
export class Publication {
  number: i64;
  queue: WorkQueue;
  /** Until it is committed: later copies have only its size. */
  batch: Batch;
  bytes: f64;
  records: f64;
  /** 0 = a dead letter. */
  request: Request;
  /** Copies written; those that are not yet; whether enough were. */
  writes: i32;
  due: i32;
  committed: bool;
  /** Whether its records are there already. */
  again: bool;
  /** Outages of its queue when it came. */
  outages: i32;
  /** The next in its queue, or of the free ones. */
  next: Publication;
}
