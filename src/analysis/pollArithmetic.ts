/**
 * Arithmetic of those who read: what an instance that always finds more can carry, and how often
 * one that does not polls. How long a poll takes: pollTime.ts.
 */
import * as mathematics from '../mathematics/index.js';
import { emptiness } from '../model/tries.js';
import { mean } from '../statistics/index.js';
import {
  answerRecords,
  fullAnswer,
  fullChunk,
  fullPollSeconds,
  lanePollSeconds,
  pollSeconds,
  threadSeconds,
  type Loop,
  type ReaderLoad,
} from './pollTime.js';
import { answersPerSecond } from './produceArithmetic.js';
import { unpackSeconds } from './readerProcessor.js';
import type { SessionShares } from './shares.js';

/**
 * How long a session's fetch waits at the broker, whatever there is to read: as long as it may,
 * where all its partitions together may not send what it waits for.
 */
function minimumWait({ settings }: ReaderLoad, partitions: number): number {
  const { fetchMinBytes = 1, fetchMaxWaitSeconds = 0, maxPartitionFetchBytes } = settings;
  return partitions * maxPartitionFetchBytes < fetchMinBytes ? fetchMaxWaitSeconds : 0;
}

/**
 * From a session's fetch until its member has an answer of `records`. A connection with a window
 * carries one a round trip (engine/assembly/world/window.ts).
 */
function fetchSeconds(reading: ReaderLoad, records: number): number {
  const { settings, brokers, delaySeconds, wireBytesPerRecord } = reading;
  const nic = Math.min(settings.nicBytesPerSecond, brokers.nicBytesPerSecond);
  const bytes = records * wireBytesPerRecord;
  const roundTrip = 2 * delaySeconds;
  const windows = bytes / (settings.receiveBufferBytes ?? Infinity);
  const way = Math.max(roundTrip + bytes / nic, windows * roundTrip);
  return way + mean(brokers.timePerFetch) + unpackSeconds(reading, records);
}

/**
 * Seconds that a mirror which always finds more needs for each record of the cell: those of its
 * busiest session, which asks again on receipt, or of its busiest task's own work.
 */
export function saturatedMirrorSeconds(reading: ReaderLoad, timePerBatchSeconds: number): number {
  const { shares, batchRecords } = reading;
  const work = (shares.most * timePerBatchSeconds) / batchRecords;
  return Math.max(slowestAnswer(reading).secondsPerRecord, work);
}

/** An answer of a session whose next one cannot be asked for before it has come. */
export interface Answer {
  /** At most, on average. */
  readonly records: number;
  /** From its fetch until it is there. */
  readonly seconds: number;
  /** Seconds that the session needs for each record of the cell, if nothing else takes time. */
  readonly secondsPerRecord: number;
}

/** That of the session which needs most for its share, by its fetches alone. */
export function slowestAnswer(reading: ReaderLoad): Answer {
  const answers = reading.shares.sessions.map((session): Answer => {
    const records = fullAnswer(reading, session);
    const seconds = minimumWait(reading, session.partitions) + fetchSeconds(reading, records);
    return { records, seconds, secondsPerRecord: (session.share * seconds) / records };
  });
  return answers.reduce((a, b) => (b.secondsPerRecord > a.secondsPerRecord ? b : a));
}

/**
 * Seconds that a group which always finds more needs for each record of the cell: see
 * saturatedPolls and saturatedPool.
 */
export function saturatedSeconds(loop: Loop): number {
  return loop.settings.waitsForPoll ? saturatedPolls(loop) : saturatedPool(loop);
}

/**
 * Those of its busiest instance, with full polls one after the other, or of its busiest session. A
 * session asks for its next answer when the last poll of the one before begins; meanwhile others'
 * answers may fill the gap, if there are others.
 */
function saturatedPolls(loop: Loop): number {
  const { shares, settings } = loop;
  const poll = memoized((records) => fullPollSeconds(loop, records));
  const members = new Map<number, SessionShares[]>();
  for (const session of shares.sessions) {
    members.set(session.member, [...(members.get(session.member) ?? []), session]);
  }
  let most = 0;
  for (const sessions of members.values()) {
    const answers = sessions.map((session) => fullAnswer(loop, session));
    const found = answers.reduce((sum, records) => sum + records, 0);
    const records = Math.min(settings.maxPollRecords, found);
    const share = sessions.reduce((sum, session) => sum + session.share, 0);
    most = Math.max(most, (share * onAverage(records, poll)) / records);
    sessions.forEach((session, index) => {
      const wait = minimumWait(loop, session.partitions);
      const cycle = onAverage(answers[index], (answer) => {
        const { own, last } = answerPolls(loop, answer, poll);
        return own + Math.max(wait + fetchSeconds(loop, answer), last);
      });
      most = Math.max(most, (session.share * cycle) / answers[index]);
    });
  }
  return most;
}

/** Of whole numbers of records that are `records` on average, neighbors. */
function onAverage(records: number, seconds: (records: number) => number): number {
  const fewer = Math.floor(records);
  const part = records - fewer;
  return part === 0 ? seconds(fewer) : (1 - part) * seconds(fewer) + part * seconds(fewer + 1);
}

/** Seconds of the polls that one answer takes by itself: of all but the last, and of that. */
function answerPolls(
  loop: Loop,
  answer: number,
  poll: (records: number) => number,
): { own: number; last: number } {
  const { maxPollRecords: most, concurrency, threads } = loop.settings;
  const polls = Math.ceil(answer / most);
  const rest = answer - (polls - 1) * most;
  if (concurrency !== 'partition' || threads === 1) {
    return { own: (polls - 1) * poll(most), last: poll(rest) };
  }
  const chunk = fullChunk(loop);
  const at = memoized((begin) => lanePollSeconds(loop, most, chunk - (begin % chunk)));
  let own = 0;
  for (let before = 0; before < polls - 1; before++) own += at((before * most) % chunk);
  return { own, last: lanePollSeconds(loop, rest, chunk - (((polls - 1) * most) % chunk)) };
}

/**
 * Without a wait for polls: those of the busiest instance's threads, of the busiest partition or
 * key, whose records go one at a time, of the busiest partition's line of max_poll_records, which
 * stands still while a poll takes its time, or of the busiest session, whose answer has all been
 * taken when its last records begin to wait.
 */
function saturatedPool(loop: Loop): number {
  const { shares, settings } = loop;
  const { maxPollRecords: most, concurrency, timePerPollSeconds } = settings;
  const each = threadSeconds(loop);
  const lanes = { free: 0, partition: shares.largestPartition, key: shares.largestKey };
  const base = Math.max(
    (shares.most * each) / settings.threads,
    lanes[concurrency] * each,
    (shares.largestPartition * (each + timePerPollSeconds)) / most,
  );
  const left = Math.max(0, 1 - most / answerRecords(loop, 1));
  return Math.max(base, slowestAnswer(loop).secondsPerRecord + base * left);
}

/** Each argument's value worked out once. */
export function memoized(compute: (argument: number) => number): (argument: number) => number {
  const known = new Map<number, number>();
  return (argument) => {
    const value = known.get(argument) ?? compute(argument);
    known.set(argument, value);
    return value;
  };
}

/** The cycle of an average instance that does not always find more. */
export interface LoadedLoop {
  readonly pollsPerSecond: number;
  readonly recordsPerPoll: number;
  /** Neighbors of one partition in them. */
  readonly chunk: number;
  /**
   * Share of its time that it is in a poll; without a wait for polls, that a thread has a record.
   */
  readonly inUse: number;
  /** How often it takes what has come. */
  readonly takingsPerSecond: number;
  /** Of each of its sessions. */
  readonly answersPerSecond: number;
  /**
   * How long an answer is with it until it is taken: what its host takes, and half of the poll
   * under way, where there is one.
   */
  readonly waitingSeconds: number;
}

const ROUNDS = 60;

/**
 * The loop of an average instance at `recordsPerSecond` of its own, which come to each of its
 * sessions as `appendsPerSecond` Poisson appends a second, `batch` neighbors at a time. A poll
 * takes what came since the last; when nothing did, it waits for the next answer. An answer waits
 * for the poll under way, half of one on average. By fixed-point iteration.
 */
export function loadedLoop(
  loop: Loop,
  recordsPerSecond: number,
  appendsPerSecond: number,
  batch: number,
): LoadedLoop {
  const { settings, shares } = loop;
  const sessions = shares.sessions.length / shares.members;
  if (!settings.waitsForPoll) return loadedPool(loop, recordsPerSecond, appendsPerSecond, batch);
  const partitions = partitionsOfSession(loop);
  const most = answerRecords(loop, partitions);
  let records = 1;
  let polls = 0;
  let answers = 0;
  let waiting = 0;
  let chunk = batch;
  let inUse = 0;
  let fetching = 0;
  for (let round = 0; round < ROUNDS; round++) {
    fetching = answers === 0 ? 0 : Math.min(most, recordsPerSecond / sessions / answers);
    answers = answersPerSecond(appendsPerSecond, fetchSeconds(loop, fetching) + waiting);
    chunk = Math.max(batch, fetching / partitions);
    const seconds = pollSeconds(loop, records, chunk);
    const coming = answers * sessions;
    const free = 1 / (seconds + mathematics.exp(-coming * seconds) / coming);
    polls = Math.max(recordsPerSecond / settings.maxPollRecords, Math.min(free, recordsPerSecond));
    const next = Math.max(1, recordsPerSecond / polls);
    records = (records + next) / 2;
    inUse = Math.min(1, polls * seconds);
    waiting = (inUse * seconds) / 2;
  }
  return {
    pollsPerSecond: polls,
    recordsPerPoll: records,
    chunk,
    inUse,
    takingsPerSecond: polls,
    answersPerSecond: answers,
    waitingSeconds: waiting + unpackSeconds(loop, fetching),
  };
}

/**
 * An instance that does not wait for polls: each record is its own, and the next fetch is sent when
 * an answer comes.
 */
function loadedPool(
  loop: Loop,
  recordsPerSecond: number,
  appendsPerSecond: number,
  batch: number,
): LoadedLoop {
  const { settings, shares } = loop;
  const sessions = shares.sessions.length / shares.members;
  const partitions = partitionsOfSession(loop);
  const most = answerRecords(loop, partitions);
  let answers = 0;
  let records = 0;
  for (let round = 0; round < ROUNDS; round++) {
    records = answers === 0 ? 0 : Math.min(most, recordsPerSecond / sessions / answers);
    answers = answersPerSecond(
      appendsPerSecond,
      fetchSeconds(loop, records) + settings.timePerPollSeconds,
    );
  }
  const chunk = Math.max(batch, recordsPerSecond / sessions / answers / partitions);
  // Of a bulk that is not full each record has a larger share.
  const own = settings.tries?.bulk?.timePerRecordSeconds ?? 0;
  const shared = (threadSeconds(loop) - own) * emptiness(settings, recordsPerSecond);
  const busy = (recordsPerSecond * (shared + own)) / settings.threads;
  return {
    pollsPerSecond: recordsPerSecond,
    recordsPerPoll: 1,
    chunk,
    inUse: Math.min(1, busy),
    takingsPerSecond: takings(answers * sessions, sessions, settings.timePerPollSeconds),
    answersPerSecond: answers,
    waitingSeconds: settings.timePerPollSeconds + unpackSeconds(loop, records),
  };
}

/**
 * Takings a second where `coming` answers come a second to so many sessions, each taking lasts
 * `seconds`, and takes all that has come: then comes the next answer, if none came meanwhile. A
 * session has none under way while it waits to be taken.
 */
function takings(coming: number, sessions: number, seconds: number): number {
  if (sessions <= 1) return coming;
  return Math.min(coming, 1 / (seconds + mathematics.exp(-coming * seconds) / coming));
}

/** On average. */
function partitionsOfSession({ shares: { sessions } }: ReaderLoad): number {
  return sessions.reduce((sum, { partitions }) => sum + partitions, 0) / sessions.length;
}

/** Answers a second of a mirror's average session, likewise. */
export function loadedMirrorAnswers(
  reading: ReaderLoad,
  recordsPerSecond: number,
  appendsPerSecond: number,
): number {
  const most = answerRecords(reading, partitionsOfSession(reading));
  let answers = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const records = answers === 0 ? 0 : Math.min(most, recordsPerSecond / answers);
    answers = answersPerSecond(appendsPerSecond, fetchSeconds(reading, records));
  }
  return answers;
}
