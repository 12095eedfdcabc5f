/**
 * Someone who is told what becomes of each record of a run, for example to compare two simulators
 * record by record.
 *
 * Semantics: a record is known by its producer (0.. within the cell, users' producers first, then
 * group by group those of what its instances send on, topic by topic; 0 where delivery is direct),
 * its arrival there, and when the event came that it began with: its arrival, but of what is sent
 * on. What happens may be told before its time has come (a poll's deliveries when it begins), never
 * twice, and even if that time lies after the trial's end. Without an observer a run pays one
 * comparison for each batch or poll.
 * - sent: it leaves its producer, at each attempt; `place` is its partition.
 * - published: its producer has its acknowledgement (acks=0: it has left); dropped: its producer
 *   has given it up;
 *   `place` is 0 for both.
 * - delivered, duplicated, lost, failed: at the end of one path, whose index `place` is.
 */
export type Happening =
  'sent' | 'published' | 'dropped' | 'delivered' | 'duplicated' | 'lost' | 'failed';

/** Times in seconds of the trial. */
export type Observer = (
  what: Happening,
  index: number,
  producer: number,
  arrival: number,
  time: number,
  birth: number,
) => void;
