/**
 * Cross-checks of several kinds of producers and topics: who sends what where, and who reads it.
 */
import { isDirect } from './clusters.js';
import type { Place } from './document.js';
import { writeOrAdd } from './hints.js';
import type { Model } from './model.js';
import { comingToGroup, topicShares } from './pipelines.js';
import type { LanguageReader, Reading } from './read.js';
import { number, optionalNumber, text } from './readingValues.js';

const NOBODY = new Map<string, Reading>();

/** Whether the model gives its producers names. */
export function namesProducers(root: Reading): boolean {
  return root.many.has('producers');
}

/**
 * That producers have names where topics have, each of them a load and a topic that is there; and
 * so has each group.
 */
export function checkFlows(root: Reading, model: Model, reader: LanguageReader): void {
  checkForms(root, reader);
  checkLoads(root, reader);
  const names = namesOf(model);
  for (const [kind, reading] of root.many.get('producers') ?? NOBODY) {
    checkTopic(reading, `producers.${kind}.sends`, 'sends', names, reader);
  }
  for (const [group, reading] of root.many.get('consumers') ?? NOBODY) {
    // One topic is read by whoever says nothing else.
    if (names.length < 2) continue;
    checkReads(reading, `consumers.${group}.reads`, names, reader);
  }
  for (const mirror of model.mirrors) {
    if (!names.includes(mirror.name)) continue;
    const at = root.many.get('mirrors')?.get(mirror.name)?.place ?? root.place;
    const hint = `write for example ${mirror.name}-copy`;
    reader.fault(at, `mirrors.${mirror.name}`, 'the name of a topic', 'another one', hint);
  }
}

/** One topic without a name and producers without; or both with. */
function checkForms(root: Reading, reader: LanguageReader): void {
  const named = namesProducers(root);
  const topics = root.many.get('topics');
  const place = (key: string) => root.places.get(key) ?? root.place;
  if (topics !== undefined && root.one.has('topic')) {
    const hint = 'move topic under a name in topics';
    reader.fault(place('topic'), 'topic', 'topic beside topics', 'one of them', hint);
  }
  if (topics !== undefined && root.one.has('producers')) {
    reader.fault(
      place('producers'),
      'producers',
      'producers without names, but topics with',
      'a name for each kind of producers, and the topic that it sends to',
      `write producers: {app: {sends: ${[...topics.keys()].at(0) ?? 'a topic'}, ...}}`,
    );
  }
  if (named && topics === undefined) {
    const hint = 'write topics: {orders: {partitions: 12}}';
    reader.fault(place('producers'), 'topics', 'nothing', 'topics by name, as producers', hint);
  }
}

function checkTopic(
  reading: Reading,
  path: string,
  key: string,
  names: readonly string[],
  reader: LanguageReader,
): void {
  const given = reading.values.get(key);
  if (typeof given !== 'string') return;
  checkName(reading.places.get(key) ?? reading.place, path, given, names, reader);
}

/** Each a topic that is there, and each once. */
function checkReads(
  reading: Reading,
  path: string,
  names: readonly string[],
  reader: LanguageReader,
): void {
  const given = (reading.values.get('reads') ?? []) as readonly string[];
  const place = reading.places.get('reads') ?? reading.place;
  for (const name of given) checkName(place, path, name, names, reader);
  const twice = given.find((name, index) => given.indexOf(name) < index);
  if (twice !== undefined)
    reader.fault(place, path, `${twice} twice`, 'each topic once', 'remove one');
}

/** Where topics have names, a topic is one of them. */
function checkName(
  place: Place,
  path: string,
  given: string,
  names: readonly string[],
  reader: LanguageReader,
): void {
  if (names.length === 0 || names.includes(given)) return;
  const hint = writeOrAdd(given, names, 'topics');
  reader.fault(place, path, `"${given}"`, `a topic: ${names.join(', ')}`, hint);
}

function namesOf({ topics }: Model): string[] {
  return topics.map(({ name }) => name).filter((name) => name !== '');
}

/** All kinds of producers give events of a user, or all of them a rate. */
function checkLoads(root: Reading, reader: LanguageReader): void {
  const kinds = root.many.get('producers');
  if (kinds === undefined) return;
  const given = (reading: Reading | undefined, key: string): boolean =>
    (reading?.values.get(key) ?? null) !== null;
  const workload = root.one.get('workload');
  for (const key of ['events_per_user', 'rate']) {
    // Where it is not written, its values are what stands in for them.
    if (workload?.places.has(key) !== true || !given(workload, key)) continue;
    reader.fault(
      workload.places.get(key) ?? workload.place,
      `workload.${key}`,
      `workload.${key}, but several kinds of producers`,
      'what each kind sends',
      `write ${key} under each name in producers`,
    );
  }
  const inRates = [...kinds.values()].some((reading) => given(reading, 'rate'));
  const [key, other] = inRates ? ['rate', 'events_per_user'] : ['events_per_user', 'rate'];
  for (const [kind, reading] of kinds) {
    const path = `producers.${kind}.${key}`;
    if (given(reading, other)) {
      const place = reading.places.get(other) ?? reading.place;
      const expected = 'rates of all kinds, or events_per_user of all';
      const received = `${other}, where others have ${key}`;
      reader.fault(place, `producers.${kind}.${other}`, received, expected, `write ${key}`);
    } else if (!given(reading, key)) {
      const expected = 'events_per_user: events of one user';
      reader.fault(reading.place, path, 'nothing', expected, `add ${key}: 0.1/s, or rate`);
    }
  }
  if (inRates && given(root, 'users')) {
    const hint = 'remove users, or write events_per_user';
    const expected = 'users with events_per_user, or rates alone';
    reader.fault(root.places.get('users') ?? root.place, 'users', 'users', expected, hint);
  }
  if (!inRates && !given(root, 'users')) {
    const hint = 'add users, or give rates in place of events_per_user';
    reader.fault(root.place, 'users', 'nothing', 'users: users in all', hint);
  }
}

/**
 * What groups send on: to topics that are there, each record one way at the most, and not round
 * without end.
 */
export function checkSends(root: Reading, model: Model, reader: LanguageReader): void {
  const names = namesOf(model);
  for (const group of model.consumers) {
    if (group.sends.length === 0) continue;
    const reading = root.many.get('consumers')?.get(group.name) ?? root;
    const place = reading.places.get('sends') ?? reading.place;
    const path = `consumers.${group.name}.sends`;
    const say = (received: string, expected: string, hint: string): void => {
      reader.fault(place, path, received, expected, hint);
    };
    if (names.length === 0) {
      say('sends, but no topics with names', 'topics', 'write topics: {orders: {partitions: 12}}');
    }
    for (const [topic, { place: at }] of reading.many.get('sends') ?? NOBODY) {
      checkName(at, `${path}.${topic}`, topic, names, reader);
      checkWait(reading.many.get('sends')?.get(topic), `${path}.${topic}`, reader);
    }
    const shares = group.sends.map(({ share }) => share).filter((share) => share < 1);
    const failure = reading.one.get('on_failure');
    if (failure !== undefined && names.length > 0) checkFailure(failure, group.name, names, reader);
    const sum = shares.reduce((all, share) => all + share, 0);
    if (sum > 1 + ROUNDING) {
      const expected = 'at most 1 together: each record goes one of these ways';
      say(`shares that add up to ${Number(sum.toPrecision(6))}`, expected, 'write smaller shares');
    }
  }
  if (reader.faults.length === 0 && topicShares(model).includes(Infinity)) {
    const expected = 'less than one record round for each that comes round';
    const hint = 'write smaller shares where topics go in a circle';
    reader.fault(root.place, 'consumers', 'records that multiply without end', expected, hint);
  }
}

/** Nobody waits for what is sent later: a thread would wait as long. */
function checkWait(send: Reading | undefined, path: string, reader: LanguageReader): void {
  if (send === undefined || text(send, 'wait') !== 'true' || number(send, 'after') === 0) return;
  const expected = 'one of the two: what is sent later is not waited for';
  reader.fault(send.place, path, 'both wait and after', expected, 'remove one of them');
}

/** That what failed goes to a topic that is there, or nowhere. */
function checkFailure(
  failure: Reading,
  group: string,
  names: readonly string[],
  reader: LanguageReader,
): void {
  const to = failure.values.get('to');
  if (typeof to !== 'string' || to === 'none') return;
  const place = failure.places.get('to') ?? failure.place;
  checkName(place, `consumers.${group}.on_failure.to`, to, names, reader);
}

/** That what groups call is there, and that there are topics to read from. */
export function checkCalls(root: Reading, model: Model, reader: LanguageReader): void {
  const externals = model.externals.map(({ name }) => name);
  checkExternals(root, model, reader);
  for (const [group, reading] of root.many.get('consumers') ?? NOBODY) {
    const path = `consumers.${group}`;
    checkCalled(reading, path, externals, reader);
    const { queue } = model.consumers.find(({ name }) => name === group) ?? { queue: null };
    checkBulk(reading, path, queue !== null, reader);
    checkWindow(reading, path, model, reader);
    if (!isDirect(model)) continue;
    for (const key of [
      'calls',
      'sends',
      'processor',
      'on_failure',
      'bulk',
      'window',
      'rate_limit',
      'fails',
      'poll_interval',
    ]) {
      const isGiven = reading.many.has(key) || reading.one.has(key);
      if (!isGiven && !(Number(reading.values.get(key) ?? 0) > 0)) continue;
      const place = reading.places.get(key) ?? reading.place;
      const expected = 'brokers and a topic: direct calls do not do this yet';
      reader.fault(place, `${path}.${key}`, `${key} without brokers`, expected, 'add brokers');
    }
  }
}

/** That a group which works in bulk can, and has nothing that is done for each record by itself. */
function checkBulk(group: Reading, path: string, ofQueue: boolean, reader: LanguageReader): void {
  const bulk = group.one.get('bulk');
  if (bulk === undefined) return;
  const say = (key: string, received: string, expected: string, fix: string): void => {
    const place = group.places.get(key) ?? bulk.place;
    reader.fault(place, `${path}.${key}`, received, expected, fix);
  };
  if (!ofQueue && text(group, 'wait_for_poll') === 'true') {
    const expected = 'wait_for_poll: false beside bulk: else a poll is what is done at once';
    say('wait_for_poll', 'true', expected, 'write wait_for_poll: false, or time_per_poll for bulk');
  }
  if (text(group, 'concurrency') !== 'free') {
    say('concurrency', text(group, 'concurrency'), 'free beside bulk', 'write concurrency: free');
  }
  if (text(group, 'store') !== 'none') {
    const expected = 'no store beside bulk: a write is a time of the bulk here';
    say('store', text(group, 'store'), expected, 'write an external and a call, or bulk_writes');
  }
  const records = number(bulk, 'records');
  const most = number(group, 'max_poll_records');
  if (!ofQueue && records > most) {
    const expected = `at least bulk.records (${records}): so many are taken of a partition`;
    say('max_poll_records', String(most), expected, `write ${records} or more`);
  }
  for (const [topic, send] of group.many.get('sends') ?? NOBODY) {
    if (text(send, 'wait') !== 'true') continue;
    const place = send.places.get('wait') ?? send.place;
    const expected = 'false beside bulk: its records do not wait one by one';
    reader.fault(place, `${path}.sends.${topic}.wait`, 'true', expected, 'remove wait, or bulk');
  }
}

/** That a group which gathers has something to send, and keys to gather by. */
function checkWindow(group: Reading, path: string, model: Model, reader: LanguageReader): void {
  const window = group.one.get('window');
  if (window === undefined || isDirect(model)) return;
  const say = (
    place: Place,
    key: string,
    received: string,
    expected: string,
    fix: string,
  ): void => {
    reader.fault(place, `${path}.${key}`, received, expected, fix);
  };
  const sends = group.many.get('sends') ?? NOBODY;
  if (sends.size === 0) {
    const expected = 'sends: what a window gives goes to a topic';
    say(window.place, 'sends', 'nothing', expected, 'add sends: {TOPIC: {}}, or remove window');
  }
  for (const [topic, send] of sends) {
    if (text(send, 'wait') !== 'true') continue;
    const place = send.places.get('wait') ?? send.place;
    const expected = 'false beside window: a record sends nothing itself';
    say(place, `sends.${topic}.wait`, 'true', expected, 'remove wait, or window');
  }
  const every = optionalNumber(window, 'every');
  const length = number(window, 'length');
  if (every !== null && every > length) {
    const place = window.places.get('every') ?? window.place;
    const expected = `at most length, ${length} s: else records lie between windows`;
    say(place, 'window.every', `${every} s`, expected, 'write a shorter one, or remove it');
  }
  const own = model.consumers.find(({ name }) => `consumers.${name}` === path);
  if (own !== undefined && own.queue !== null) {
    const expected = 'topics that are logs: a queue has no partitions whose time goes on';
    say(window.place, 'window', 'a queue', expected, 'remove window, or read a log');
    return;
  }
  const come = own === undefined ? [] : comingToGroup(model, own);
  if (come.every(({ keys }) => keys.kind !== 'none')) return;
  const expected = 'keys of all records that come there: they are gathered by key';
  const hint = 'write keys: {kind: uniform, count: 1M} at their producers';
  say(window.place, 'window', 'records without keys', expected, hint);
}

/** That what somebody calls is there. */
function checkCalled(
  caller: Reading,
  path: string,
  externals: readonly string[],
  reader: LanguageReader,
): void {
  for (const [external, { place }] of caller.many.get('calls') ?? NOBODY) {
    if (externals.includes(external)) continue;
    const expected =
      externals.length === 0 ? 'a name under externals' : `one of ${externals.join(', ')}`;
    const hint =
      externals.length === 0
        ? `add externals: {${external}: {time: 50 ms}}`
        : writeOrAdd(external, externals, 'externals');
    reader.fault(place, `${path}.calls.${external}`, `"${external}"`, expected, hint);
  }
}

/**
 * That externals which call others do not wait for themselves, and have no records to stop taking.
 */
function checkExternals(root: Reading, model: Model, reader: LanguageReader): void {
  const names = model.externals.map(({ name }) => name);
  for (const [name, reading] of root.many.get('externals') ?? NOBODY) {
    const path = `externals.${name}`;
    checkCalled(reading, path, names, reader);
    for (const [called, call] of reading.many.get('calls') ?? NOBODY) {
      const where = `${path}.calls.${called}`;
      const way = wayOfCalls(model.externals, names.indexOf(called), names.indexOf(name));
      // Each circle once: at the first of those that stand in it.
      if (way !== null && names.indexOf(name) === Math.min(...way)) {
        const circle = [name, ...way.map((index) => names[index])].join(' calls ');
        const expected = 'calls that come to an end: in a circle servers would wait for each other';
        reader.fault(call.place, where, circle, expected, 'leave this call out');
      }
      const breaker = call.one.get('breaker');
      if (breaker?.values.get('pauses') !== 'true') continue;
      const place = breaker.places.get('pauses') ?? breaker.place;
      const expected = 'false: an external takes calls as they come';
      reader.fault(place, `${where}.breaker.pauses`, 'true', expected, 'remove pauses');
    }
  }
}

/**
 * By which externals one comes from one to another by their calls, both ends among them; null = by
 * none.
 */
function wayOfCalls(
  externals: Model['externals'],
  from: number,
  to: number,
  seen: ReadonlySet<number> = new Set(),
): number[] | null {
  if (from === to) return [to];
  if (from < 0 || seen.has(from)) return null;
  for (const { external } of externals[from].calls) {
    const rest = wayOfCalls(externals, external, to, new Set([...seen, from]));
    if (rest !== null) return [from, ...rest];
  }
  return null;
}

/** Of shares written with decimals. */
const ROUNDING = 1e-9;
