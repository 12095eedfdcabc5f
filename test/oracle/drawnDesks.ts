/**
 * Gives what the groups of a random graph call queues of its own: disciplines, patience, instances,
 * servers that come and go, calls made at once or handed over; see drawnServices.ts for the rest.
 */
import fc from 'fast-check';
import { DISCIPLINES, ROUTES } from '../../src/model/deskLanguage.js';
import type { Drawn } from './drawn.js';
import { maybe, oneOf, time, whole, type Section } from './sections.js';

const EXTERNAL = fc.record({
  discipline: oneOf(...DISCIPLINES),
  patience: maybe(time(4), 2),
  instances: whole(1, 3),
  speeds: fc.tuple(oneOf('1', '0.5', '2.7'), oneOf('1', '0.3'), oneOf('1', '3')),
  route: oneOf(...ROUTES),
  pauses: oneOf('none', 'none', 'set_up', 'vacation', 'shifts'),
  pause: time(2),
  every: maybe(oneOf('190 ms', '700 ms')),
  // Not none in both shifts: the language takes that for a mistake.
  servers: fc.oneof(fc.tuple(whole(1, 3), whole(0, 4)), fc.tuple(whole(0, 3), whole(1, 4))),
  atOnce: fc.boolean(),
  enough: whole(1, 2),
});

const CALL = fc.record({
  priority: whole(0, 3),
  time: maybe(time(3), 3),
  patience: maybe(time(3), 3),
  retry_after: maybe(time(4), 2),
  handsOver: fc.boolean(),
});

type Desk = typeof EXTERNAL extends fc.Arbitrary<infer T> ? T : never;
type Call = typeof CALL extends fc.Arbitrary<infer T> ? T : never;

interface Parts {
  readonly desks: readonly Desk[];
  readonly calls: readonly Call[];
  readonly works: readonly string[];
}

const works = oneOf('done', 'kept', 'kept', 'lost');
const PARTS: fc.Arbitrary<Parts> = fc.record({
  desks: fc.tuple(EXTERNAL, EXTERNAL, EXTERNAL),
  calls: fc.tuple(CALL, CALL, CALL, CALL, CALL),
  works: fc.tuple(works, works, works),
});

type Sections = Readonly<Record<string, Section>>;

export function withDesks(graphs: fc.Arbitrary<Drawn>): fc.Arbitrary<Drawn> {
  return fc.tuple(graphs, PARTS).map(([drawn, parts]) => {
    const model = JSON.parse(drawn.text) as Section;
    const externals = Object.entries((model['externals'] ?? {}) as Sections);
    const faults = Object.entries((model['faults'] ?? {}) as Sections);
    let next = 0;
    const numbered = (): Call => parts.calls[next++ % parts.calls.length];
    const known = Object.fromEntries(externals);
    const changed = {
      ...model,
      externals: Object.fromEntries(
        externals.map(([name, external], index) => {
          return [name, deskOf(external, parts.desks[index], known, numbered)];
        }),
      ),
      consumers: Object.fromEntries(
        Object.entries((model['consumers'] ?? {}) as Sections).map(([name, group]) => {
          const calls = Object.entries((group['calls'] ?? {}) as Sections);
          const own = calls.map(([called, call]) => [called, callOf(call, numbered(), false)]);
          return [name, { ...group, calls: Object.fromEntries(own) as Section }];
        }),
      ),
      ...(model['faults'] === undefined
        ? {}
        : {
            faults: Object.fromEntries(
              faults.map(([name, fault], index) => {
                const isDown = fault['kind'] === 'external_down';
                return [name, isDown ? { ...fault, work: parts.works[index % 3] } : fault];
              }),
            ),
          }),
    };
    return { ...drawn, text: JSON.stringify(changed) };
  });
}

function callOf(call: Section, drawn: Call, handsOver: boolean): Section {
  const { priority, time: own, patience, retry_after } = drawn;
  const asked = { ...call, priority, time: own, patience, retry_after };
  if (!handsOver) return asked;
  return { ...asked, until: 'taken', timeout: undefined, retries: 0, retry_after: undefined };
}

function deskOf(external: Section, desk: Desk, known: Sections, numbered: () => Call): Section {
  const calls = Object.entries((external['calls'] ?? {}) as Sections);
  const hasServers = external['concurrency'] !== undefined;
  const isShared = hasServers && desk.discipline === 'processor_sharing' && calls.length === 0;
  const atOnce = desk.atOnce && calls.length > 0 && !isShared;
  const made = calls.map(([name, call], index): [string, Section] => {
    const own = numbered();
    const isLast = index === calls.length - 1;
    const takes = isLast && own.handsOver && !atOnce && known[name]['concurrency'] !== undefined;
    const asked = callOf(call, own, takes);
    return [name, atOnce ? { ...asked, retries: 0 } : asked];
  });
  const all = { ...external, calls: Object.fromEntries(made) };
  const joined = atOnce
    ? { ...all, at_once: 'true', enough: Math.min(desk.enough, calls.length) }
    : all;
  if (!hasServers) return joined;
  const several = desk.instances > 1;
  const { pauses, pause, every, servers } = desk;
  const discipline =
    desk.discipline === 'processor_sharing' && !isShared ? 'fifo' : desk.discipline;
  return {
    ...joined,
    discipline,
    instances: desk.instances,
    speeds: desk.speeds.slice(0, desk.instances),
    route: !several ? undefined : isShared && desk.route === 'one_queue' ? 'random' : desk.route,
    patience: isShared ? undefined : desk.patience,
    set_up: pauses === 'set_up' && !isShared ? pause : undefined,
    vacation: pauses === 'vacation' && !isShared ? pause : undefined,
    ...(pauses !== 'shifts'
      ? {}
      : {
          shifts: {
            early: { at: '30 ms', servers: servers[0] },
            late: { at: '171 ms', servers: servers[1] },
          },
          shifts_every: every,
        }),
  };
}
