/**
 * Single stations on the engine's own station: renewal arrivals, batches, two demands of one job,
 * breakdowns.
 */
import { Arena } from '../../engine/arena.js';
import { StationBank } from '../../engine/station.js';
import type { Stream } from '../../engine/stream.js';
import { makeSampler } from '../../engine/variates.js';
import { Histogram, plainHistogram, type HistogramPlain } from '../../statistics/index.js';
import type {
  BreakdownRecipe,
  ForkJoinRecipe,
  Observation,
  QueueRecipe,
  Window,
} from './theoryCase.js';

/** A stream of the replication, by what it is for. */
export type Streams = (purpose: string) => Stream;

/** `sojourn` and `wait` of those that come in the window. */
export function observeQueue(recipe: QueueRecipe, window: Window, streams: Streams): Observation {
  const gap = makeSampler(recipe.gaps, streams('gaps'));
  const service = makeSampler(recipe.service, streams('service'));
  const { start, end } = window;
  const arena = new Arena();
  const bank = new StationBank('queue', 'station', 1, recipe.servers, start, end, arena);
  const sojourn = new Histogram();
  for (let now = gap(); now < end; now += gap()) {
    for (let member = 0; member < recipe.batch; member++) {
      const finish = bank.offer(0, now, service(), 1);
      if (now >= start) sojourn.record(finish - now);
    }
  }
  const found = {
    tallies: { sojourn: sojourn.toPlain(), wait: waits(bank) },
    ratios: ratios(bank, window),
  };
  arena.close();
  return found;
}

/** `sojourn` until the last branch is done, and `branch sojourn` of the first. */
export function observeForkJoin(
  recipe: ForkJoinRecipe,
  window: Window,
  streams: Streams,
): Observation {
  const gap = makeSampler({ kind: 'exponential', mean: 1 / recipe.lambda }, streams('gaps'));
  const services = Array.from({ length: recipe.branches }, (_, branch) =>
    makeSampler(recipe.service, streams(`service ${branch}`)),
  );
  const { start, end } = window;
  const arena = new Arena();
  const bank = new StationBank('branch', 'station', recipe.branches, 1, start, end, arena);
  const sojourn = new Histogram();
  const branchSojourn = new Histogram();
  for (let now = gap(); now < end; now += gap()) {
    let last = 0;
    let first = 0;
    for (let branch = 0; branch < recipe.branches; branch++) {
      const finish = bank.offer(branch, now, services[branch](), 1);
      if (branch === 0) first = finish;
      if (finish > last) last = finish;
    }
    if (now < start) continue;
    sojourn.record(last - now);
    branchSojourn.record(first - now);
  }
  arena.close();
  return {
    tallies: { sojourn: sojourn.toPlain(), 'branch sojourn': branchSojourn.toPlain() },
    ratios: {},
  };
}

/** `sojourn` at a server that breaks down; what it was doing goes on after the repair. */
export function observeBreakdowns(
  recipe: BreakdownRecipe,
  window: Window,
  streams: Streams,
): Observation {
  const gap = makeSampler({ kind: 'exponential', mean: 1 / recipe.lambda }, streams('gaps'));
  const service = makeSampler(recipe.service, streams('service'));
  const work = makeSampler(recipe.timeToFailure, streams('failures'));
  const repair = makeSampler(recipe.timeToRepair, streams('repairs'));
  const { start, end } = window;
  const sojourn = new Histogram();
  let free = 0;
  // The server works until `failure`; while busy only, `failure` counts its working time alone.
  let failure = work();
  for (let now = gap(); now < end; now += gap()) {
    let at = Math.max(now, free);
    let left = service();
    if (recipe.onlyWhileBusy) {
      for (; failure < left; failure = work()) {
        at += failure + repair();
        left -= failure;
      }
      failure -= left;
    } else {
      while (failure < at + left) {
        if (failure > at) {
          left -= failure - at;
          at = failure;
        }
        const mended = failure + repair();
        at = Math.max(at, mended);
        failure = mended + work();
      }
    }
    free = at + left;
    if (now >= start) sojourn.record(free - now);
  }
  return { tallies: { sojourn: sojourn.toPlain() }, ratios: {} };
}

export function waits(bank: StationBank): HistogramPlain {
  return plainHistogram(bank.waitBins, bank.waitSum, 0, bank.waitMaximum);
}

/** `number` in system and `utilization`, averages over time. */
export function ratios(bank: StationBank, { start, end }: Window): Observation['ratios'] {
  const seconds = end - start;
  return {
    number: { over: bank.sojournSeconds, under: seconds },
    utilization: { over: bank.busySeconds[0], under: seconds * bank.servers },
  };
}
