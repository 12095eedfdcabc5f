/** Cross-checks of what answers calls: what does not go together. */
import { speedTexts } from './buildDesks.js';
import type { LanguageReader, Reading } from './read.js';
import { isGiven, number, optionalNumber, text } from './readingValues.js';

const NOBODY: ReadonlyMap<string, Reading> = new Map();

/** Keys that say something of servers, of which there must be a number. */
const OF_SERVERS = ['patience', 'speeds', 'set_up', 'vacation'] as const;

type Say = (key: string, received: string, expected: string, hint: string) => void;

export function checkDesks(root: Reading, reader: LanguageReader): void {
  for (const [name, external] of root.many.get('externals') ?? NOBODY) {
    const say: Say = (key, received, expected, hint) => {
      const place = external.places.get(key) ?? external.place;
      reader.fault(place, `externals.${name}.${key}`, received, expected, hint);
    };
    checkServers(external, say);
    checkShared(external, say);
    checkSpeeds(external, say);
    checkShifts(external, say);
    checkAtOnce(external, `externals.${name}`, reader, say);
    checkHandedOver(external, `externals.${name}`, root, reader);
  }
  checkKept(root, reader);
}

/** Whether it holds, written or not. */
function holds(reading: Reading, key: string): boolean {
  return (reading.values.get(key) ?? null) !== null;
}

function checkServers(external: Reading, say: Say): void {
  if (optionalNumber(external, 'concurrency') !== null) return;
  const told = OF_SERVERS.find((key) => holds(external, key));
  const key =
    told ??
    (text(external, 'discipline') !== 'fifo'
      ? 'discipline'
      : number(external, 'instances') > 1
        ? 'instances'
        : (external.many.get('shifts')?.size ?? 0) > 0
          ? 'shifts'
          : null);
  if (key === null) return;
  const hint = 'add concurrency, the number of servers';
  say(key, `${key} without concurrency`, 'servers: without a number of them nothing waits', hint);
}

/** That a shared processor has nobody who waits, and no server by itself. */
function checkShared(external: Reading, say: Say): void {
  if (text(external, 'discipline') !== 'processor_sharing') return;
  const expected = 'none beside discipline: processor_sharing, where nobody waits';
  for (const key of ['patience', 'set_up', 'vacation'] as const) {
    if (holds(external, key)) say(key, key, expected, `remove ${key}, or choose fifo`);
  }
  if ((external.many.get('calls')?.size ?? 0) > 0) {
    const none = 'none beside discipline: processor_sharing: a share is no server to hold';
    say('calls', 'calls', none, 'remove calls, or choose fifo');
  }
  if (number(external, 'instances') > 1 && text(external, 'route') === 'one_queue') {
    const route = 'another route beside processor_sharing: nobody waits in a queue';
    say('route', 'one_queue', route, 'write route: least_loaded');
  }
}

function checkSpeeds(external: Reading, say: Say): void {
  const speeds = speedTexts(external);
  const instances = number(external, 'instances');
  const wrong = speeds.find((each) => !(Number(each) > 0 && Number.isFinite(Number(each))));
  if (wrong !== undefined) {
    say('speeds', `"${wrong}"`, 'numbers above 0: seconds of work done in a second', 'write 0.5');
  } else if (speeds.length > 0 && speeds.length !== instances) {
    const hint = `write ${instances} of them, or instances: ${speeds.length}`;
    say('speeds', `${speeds.length} speeds`, `one of each of the ${instances} instances`, hint);
  }
  if (text(external, 'route') !== 'one_queue' && instances === 1) {
    const hint = 'add instances, or remove route';
    say('route', `${text(external, 'route')} of one instance`, 'several instances', hint);
  }
  if (holds(external, 'set_up') && holds(external, 'vacation')) {
    const expected = 'one of both: a server on a vacation is not set up';
    say('set_up', 'set_up beside vacation', expected, 'remove one');
  }
}

function checkShifts(external: Reading, say: Say): void {
  const shifts = [...(external.many.get('shifts') ?? NOBODY).values()];
  const every = optionalNumber(external, 'shifts_every');
  const times = shifts.map((shift) => number(shift, 'at'));
  const last = Math.max(...times);
  if (every !== null && shifts.length === 0) {
    say(
      'shifts_every',
      'no shifts',
      'shifts beside it',
      'write shifts: {night: {at: 8 h, servers: 2}}',
    );
  } else if (every !== null && last >= every) {
    say('shifts_every', `${every} s`, `more than ${last} s, when the last begins`, 'write more');
  }
  const twice = times.find((time, index) => times.indexOf(time) < index);
  if (twice !== undefined) {
    say('shifts', `two at ${twice} s`, 'one at each time', 'remove one of them');
  }
  if (shifts.length > 0 && shifts.every((shift) => number(shift, 'servers') === 0)) {
    say('shifts', 'no servers in any of them', 'servers in one at least', 'write servers: 1');
  }
  if (shifts.length > 0 && holds(external, 'vacation')) {
    say('vacation', 'vacation beside shifts', 'one of both', 'remove one');
  }
}

/** That calls made at once are made once, and that there are enough of them. */
function checkAtOnce(external: Reading, path: string, reader: LanguageReader, say: Say): void {
  const calls = external.many.get('calls') ?? NOBODY;
  const enough = optionalNumber(external, 'enough');
  if (text(external, 'at_once') !== 'true') {
    if (enough !== null) say('enough', 'enough', 'at_once: true beside it', 'add at_once: true');
    return;
  }
  if (calls.size === 0) {
    say('at_once', 'no calls', 'calls that it makes at once', 'add calls, or remove at_once');
  } else if (enough !== null && enough > calls.size) {
    say('enough', String(enough), `at most its ${calls.size} calls`, `write ${calls.size}`);
  }
  for (const [name, call] of calls) {
    if (number(call, 'retries') === 0 && text(call, 'until') === 'answered') continue;
    const key = number(call, 'retries') > 0 ? 'retries' : 'until';
    const place = call.places.get(key) ?? call.place;
    const expected = 'none beside at_once: each is made once, and waited for';
    reader.fault(place, `${path}.calls.${name}.${key}`, key, expected, `remove ${key}, or at_once`);
  }
}

/** That nothing comes after what hands a call over, and nothing back. */
function checkHandedOver(
  external: Reading,
  path: string,
  root: Reading,
  reader: LanguageReader,
): void {
  const calls = [...(external.many.get('calls') ?? NOBODY)];
  calls.forEach(([name, call], index) => {
    if (text(call, 'until') !== 'taken') return;
    const say = (key: string, received: string, expected: string, hint: string): void => {
      const place = call.places.get(key) ?? call.place;
      reader.fault(place, `${path}.calls.${name}.${key}`, received, expected, hint);
    };
    if (index < calls.length - 1) {
      say('until', 'taken, and calls after it', 'the last of its calls', 'move it to the end');
    }
    if (holds(call, 'timeout') || number(call, 'retries') > 0) {
      const expected = 'no timeout and no retries: nobody waits for the answer';
      say('until', 'taken', expected, 'remove them, or until');
    }
    const called = root.many.get('externals')?.get(name);
    if (called !== undefined && optionalNumber(called, 'concurrency') === null) {
      const expected = 'answered: what has no number of servers has room for all';
      say('until', 'taken', expected, `add externals.${name}.concurrency`);
    }
  });
}

/** That only what has servers keeps or loses their work. */
function checkKept(root: Reading, reader: LanguageReader): void {
  for (const [name, fault] of root.many.get('faults') ?? NOBODY) {
    if (!isGiven(fault, 'work') || text(fault, 'kind') === 'external_down') continue;
    const place = fault.places.get('work') ?? fault.place;
    const expected = 'work beside kind: external_down';
    reader.fault(place, `faults.${name}.work`, text(fault, 'kind'), expected, 'remove work');
  }
}
