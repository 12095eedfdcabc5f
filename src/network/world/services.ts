/** Lays out what groups call and how they try, and reads off what came of it. */
import type { Arena } from '../../engine/arena.js';
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import { CALL, EXTERNAL, GROUP, GUARD } from '../../engine/rows.js';
import type { CallModel, ConsumerGroupModel, ExternalModel } from '../../model/model.js';
import { mayFail } from '../../model/redelivery.js';
import { hasDesks, isDisciplined, mayLeave, mostServers } from '../../model/desks.js';
import { callers, reached } from '../../model/tries.js';
import type {
  CallMeasurements,
  InnerServiceMeasurements,
  ServiceMeasurements,
} from '../measurements.js';
import type { TrialContext } from '../trialContext.js';
import { delayRow, drawRow, streamRow } from './randomness.js';
import { callValues, deskValues, writeDesks } from './desks.js';
import { memberRows } from './readers.js';

/** `groups`: where the rows of the groups begin. */
export function writeServices(
  context: TrialContext,
  groups: number,
): Record<'externals' | 'externalCount' | 'innerCalls' | 'desks', number> {
  const { model, arena } = context;
  const externals = makeRows(arena, EXTERNAL, model.externals.length);
  const innerCount = model.externals.reduce((sum, { calls }) => sum + calls.length, 0);
  const innerCalls = makeRows(arena, CALL, innerCount);
  const called = reached(model);
  const desks = writeDesks(context, externals, called);
  let inner = 0;
  model.externals.forEach((external, index) => {
    if (called.has(index)) writeExternal(context, external, externals, index, innerCalls, inner);
    inner += external.calls.length;
  });
  model.consumers.forEach((group, index) => {
    if (group.tries === null) return;
    const { attempts, pauseSeconds, fails, rateLimit, bulk } = group.tries;
    const name = `consumers.${group.name}`;
    const limit = context.speed(`${name}.rate_limit`);
    writeRow(context.arena, GROUP, groups + index * GROUP.bytes, {
      tries: 1,
      attempts,
      pauseSeconds,
      fails,
      failLots: fails > 0 ? streamRow(context, name, 'fails') : 0,
      secondsPerTurn: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * limit),
      turnBurst: rateLimit?.burst ?? 0,
      bulkRecords: bulk?.records ?? 0,
      bulkLingerSeconds: bulk?.lingerSeconds ?? 0,
      bulkSecondsPerRecord: bulk?.timePerRecordSeconds ?? 0,
      calls: writeGroupCalls(context, group, group.tries.calls, externals),
      callCount: group.tries.calls.length,
    });
  });
  return { externals, externalCount: model.externals.length, innerCalls, desks };
}

/** Its calls are those from number `inner` of all that externals make. */
function writeExternal(
  context: TrialContext,
  external: ExternalModel,
  externals: number,
  index: number,
  innerCalls: number,
  inner: number,
): void {
  const { arena, model } = context;
  const name = `externals.${external.name}`;
  const { concurrency, queueCapacity, fails, role, calls, speeds } = external;
  const own = innerCalls + inner * CALL.bytes;
  calls.forEach((call, position) => {
    writeCall(context, own + position * CALL.bytes, call, externals, name, role, 1);
    writeRow(arena, CALL, own + position * CALL.bytes, { index: -1 - (inner + position) });
  });
  const station =
    concurrency === null
      ? 0
      : context.station(name, 'station', speeds.length, mostServers(external));
  const limit = queueCapacity ?? Infinity;
  writeRow(arena, EXTERNAL, externals + index * EXTERNAL.bytes, {
    station: station === 0 ? 0 : station.address,
    mostInside: concurrency === null || hasDesks(model, index) ? Infinity : concurrency + limit,
    drawTime: drawRow(context, external.time, name, 'time'),
    factor: 1 / context.speed(name),
    slowness: 1,
    fails,
    lots: fails > 0 ? streamRow(context, name, 'fails') : 0,
    calls: own,
    callCount: calls.length,
    counts: Number(isDisciplined(model, index)),
    mostWaiting: concurrency === null ? Infinity : limit,
    ...(hasDesks(model, index) ? deskValues(context, external) : {}),
  });
}

function writeGroupCalls(
  context: TrialContext,
  group: ConsumerGroupModel,
  calls: readonly CallModel[],
  externals: number,
): number {
  const { arena } = context;
  const rows = makeRows(arena, CALL, calls.length);
  const name = `consumers.${group.name}`;
  calls.forEach((call, index) => {
    const row = rows + index * CALL.bytes;
    writeCall(context, row, call, externals, name, group.role, memberRows(group));
    writeRow(arena, CALL, row, { index });
  });
  return rows;
}

/** A call of `instances` callers at a place of that role. */
function writeCall(
  context: TrialContext,
  row: number,
  call: CallModel,
  externals: number,
  caller: string,
  role: string,
  instances: number,
): void {
  const { arena, model } = context;
  const { share, timeoutSeconds, retries, jitter, atMost, breaker } = call;
  const external = model.externals[call.external];
  const name = `${caller}.calls.${external.name}`;
  writeRow(arena, CALL, row, {
    external: externals + call.external * EXTERNAL.bytes,
    delay: delayRow(context, role, external.role, external.propagation, name),
    share,
    lots: share < 1 ? streamRow(context, name, 'share') : 0,
    timeoutSeconds: timeoutSeconds ?? Infinity,
    retries,
    backoffSeconds: call.retryBackoffSeconds,
    backoffMaxSeconds: call.retryBackoffMaxSeconds,
    jitter,
    jitters: retries > 0 && jitter > 0 ? streamRow(context, name, 'jitter') : 0,
    ...callValues(context, call, name),
    guards: isGuarded(call) ? guardRows(arena, instances, breaker?.window ?? 0) : 0,
    mostUnderWay: atMost ?? Infinity,
    window: breaker?.window ?? 0,
    failures: breaker?.failures ?? 0,
    openSeconds: breaker?.openSeconds ?? 0,
    probes: breaker?.probes ?? 0,
    pauses: Number(breaker?.pauses ?? false),
  });
}

function isGuarded({ atMost, breaker }: CallModel): boolean {
  return atMost !== null || breaker !== null;
}

/** One of each instance. */
function guardRows(arena: Arena, instances: number, window: number): number {
  const rows = makeRows(arena, GUARD, instances);
  for (let instance = 0; instance < instances; instance++) {
    const ring = window > 0 ? arena.allocate(window) : 0;
    writeRow(arena, GUARD, rows + instance * GUARD.bytes, { ring });
  }
  return rows;
}

/** What the tries of the groups that have any came to. */
export function servicesOf(context: TrialContext, groups: number): ServiceMeasurements[] {
  const { arena, model } = context;
  return model.consumers.flatMap((group, index): ServiceMeasurements[] => {
    if (!mayFail(model, group)) return [];
    const { name, tries } = group;
    const address = groups + index * GROUP.bytes;
    const rows = readField(arena, GROUP, address, 'calls');
    const failed = readField(arena, GROUP, address, 'failed');
    return [{ group: name, failed, calls: callsOf(context, rows, tries?.calls ?? []) }];
  });
}

/** The same of externals that call others. */
export function innerServicesOf(
  context: TrialContext,
  externals: number,
): InnerServiceMeasurements[] {
  const { arena, model } = context;
  return callers(model).map((index) => {
    const { name, calls } = model.externals[index];
    const address = externals + index * EXTERNAL.bytes;
    const rows = readField(arena, EXTERNAL, address, 'calls');
    return {
      external: name,
      ended: readField(arena, EXTERNAL, address, 'ended'),
      failed: readField(arena, EXTERNAL, address, 'failed'),
      calls: callsOf(context, rows, calls),
    };
  });
}

type CallCount = Exclude<keyof CallMeasurements, 'external'>;

function callsOf(
  { arena, model }: TrialContext,
  rows: number,
  calls: readonly CallModel[],
): CallMeasurements[] {
  return calls.map((call, index) => {
    const row = rows + index * CALL.bytes;
    const read = (field: CallCount): number => readField(arena, CALL, row, field);
    return {
      external: model.externals[call.external].name,
      sent: read('sent'),
      again: read('again'),
      errors: read('errors'),
      timeouts: read('timeouts'),
      ...(isGuarded(call) ? { refused: read('refused'), opened: read('opened') } : {}),
      ...(mayLeave(call, model.externals) ? { left: read('left') } : {}),
    };
  });
}
