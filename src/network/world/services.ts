/** Lays out what groups call and how they try, and reads off what came of it. */
import type { Arena } from '../../engine/arena.js';
import { makeRow, makeRows, readField, writeRow } from '../../engine/layout.js';
import { CALL, EXTERNAL, GROUP, GUARD } from '../../engine/rows.js';
import type { CallModel, ConsumerGroupModel, ExternalModel } from '../../model/model.js';
import type { ServiceMeasurements } from '../measurements.js';
import type { Workshop } from '../workshop.js';
import { delayRow, drawRow, streamRow } from './randomness.js';
import { memberPlaces } from './readers.js';

/**
 * `groups`: where the rows of the groups begin. Returns those of the externals, 0 for what nobody
 * calls.
 */
export function writeServices(workshop: Workshop, groups: number): number[] {
  const { model } = workshop;
  const called = new Set(
    model.consumers.flatMap(({ tries }) => tries?.calls.map(({ external }) => external) ?? []),
  );
  const externals = model.externals.map((external, index) =>
    called.has(index) ? externalRow(workshop, external) : 0,
  );
  model.consumers.forEach((group, index) => {
    if (group.tries === null) return;
    const { attempts, pauseSeconds, fails, rateLimit } = group.tries;
    const name = `consumers.${group.name}`;
    const limit = workshop.speed(`${name}.rate_limit`);
    writeRow(workshop.arena, GROUP, groups + index * GROUP.bytes, {
      tries: 1,
      attempts,
      pauseSeconds,
      fails,
      failLots: fails > 0 ? streamRow(workshop, name, 'fails') : 0,
      secondsPerTurn: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * limit),
      turnBurst: rateLimit?.burst ?? 0,
      calls: writeCalls(workshop, group, memberPlaces(group), group.tries.calls, externals),
      callCount: group.tries.calls.length,
    });
  });
  return externals;
}

function externalRow(workshop: Workshop, external: ExternalModel): number {
  const name = `externals.${external.name}`;
  const { concurrency, queueCapacity, fails } = external;
  return makeRow(workshop.arena, EXTERNAL, {
    station: concurrency === null ? 0 : workshop.station(name, 'station', 1, concurrency).place,
    mostInside:
      concurrency === null || queueCapacity === null ? Infinity : concurrency + queueCapacity,
    drawTime: drawRow(workshop, external.time, name, 'time'),
    factor: 1 / workshop.speed(name),
    slowness: 1,
    fails,
    lots: fails > 0 ? streamRow(workshop, name, 'fails') : 0,
  });
}

function writeCalls(
  workshop: Workshop,
  { name: group, role }: ConsumerGroupModel,
  instances: number,
  calls: readonly CallModel[],
  externals: readonly number[],
): number {
  const { arena, model } = workshop;
  const rows = makeRows(arena, CALL, calls.length);
  calls.forEach((call, index) => {
    const { share, timeoutSeconds, retries, jitter } = call;
    const external = model.externals[call.external];
    const { atMost, breaker } = call;
    const name = `consumers.${group}.calls.${external.name}`;
    writeRow(arena, CALL, rows + index * CALL.bytes, {
      external: externals[call.external],
      delay: delayRow(workshop, role, external.role, external.propagation, name),
      share,
      lots: share < 1 ? streamRow(workshop, name, 'share') : 0,
      timeoutSeconds: timeoutSeconds ?? Infinity,
      retries,
      backoffSeconds: call.retryBackoffSeconds,
      backoffMaxSeconds: call.retryBackoffMaxSeconds,
      jitter,
      jitters: retries > 0 && jitter > 0 ? streamRow(workshop, name, 'jitter') : 0,
      place: index,
      guards: isGuarded(call) ? guardRows(arena, instances, breaker?.window ?? 0) : 0,
      mostUnderWay: atMost ?? Infinity,
      window: breaker?.window ?? 0,
      failures: breaker?.failures ?? 0,
      openSeconds: breaker?.openSeconds ?? 0,
      probes: breaker?.probes ?? 0,
      pauses: Number(breaker?.pauses ?? false),
    });
  });
  return rows;
}

function isGuarded({ atMost, breaker }: CallModel): boolean {
  return atMost !== null || breaker !== null;
}

/** One of each instance. */
function guardRows(arena: Arena, instances: number, window: number): number {
  const rows = makeRows(arena, GUARD, instances);
  for (let instance = 0; instance < instances; instance++) {
    const ring = window > 0 ? arena.place(window) : 0;
    writeRow(arena, GUARD, rows + instance * GUARD.bytes, { ring });
  }
  return rows;
}

/** What the tries of the groups that have any came to. */
export function servicesOf({ arena, model }: Workshop, groups: number): ServiceMeasurements[] {
  return model.consumers.flatMap(({ name, tries }, index): ServiceMeasurements[] => {
    if (tries === null) return [];
    const place = groups + index * GROUP.bytes;
    const rows = readField(arena, GROUP, place, 'calls');
    const calls = tries.calls.map((call, index) => {
      const row = rows + index * CALL.bytes;
      const read = (
        field: 'sent' | 'again' | 'errors' | 'timeouts' | 'refused' | 'opened',
      ): number => readField(arena, CALL, row, field);
      return {
        external: model.externals[call.external].name,
        sent: read('sent'),
        again: read('again'),
        errors: read('errors'),
        timeouts: read('timeouts'),
        ...(isGuarded(call) ? { refused: read('refused'), opened: read('opened') } : {}),
      };
    });
    return [{ group: name, failed: readField(arena, GROUP, place, 'failed'), calls }];
  });
}
