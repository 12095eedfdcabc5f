/** Stores and their caches: engine/assembly/stores/{store,cache}.ts in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { StoreModel } from '../../src/model/model.js';
import type { Group } from './group.js';
import type { Taken } from './member.js';
import { Station, type Pipe } from './station.js';
import { mix, type System } from './system.js';

export class Store {
  /** Look-ups of one record, spent while it is processed. */
  readonly cacheSeconds: number;
  private readonly shards: readonly Station[];
  private readonly drawRequest: Sampler;
  private readonly missStream: Stream;
  /** [path]. */
  private readonly delays: readonly Sampler[];
  private readonly cache: { key: number; since: number }[] = [];

  constructor(
    private readonly system: System,
    private readonly model: StoreModel,
    private readonly number: number,
  ) {
    const name = `stores.${model.name}`;
    this.cacheSeconds = model.readsPerRecord * (model.cache?.timePerHitSeconds ?? 0);
    this.shards = Array.from(
      { length: model.shards },
      () => new Station(system.clock, model.serversPerShard),
    );
    this.drawRequest = system.sampler(model.timePerRequest, name, 'time_per_request');
    this.missStream = system.stream(name, 'cache');
    this.delays = system.model.consumers.map((group) =>
      system.delay(group.role, model.role, model.propagation, `${name}.${group.name}`),
    );
  }

  /** Writes a poll: a request for each shard concerned; `done` when all are answered. */
  write(
    group: Group,
    taken: readonly Taken[],
    nicOut: Pipe,
    deliver: (each: Taken) => void,
    done: () => void,
  ): void {
    const writes = this.shards.map((): Taken[] => []);
    const misses = this.shards.map(() => 0);
    for (const each of taken) {
      const index =
        this.model.placement === 'key' ? mix(each.record.key, 0x5bd1e995) : each.partition;
      const shard = index % this.shards.length;
      writes[shard].push(each);
      misses[shard] += this.missed(each);
    }
    let pending = writes.filter((list) => list.length > 0).length;
    writes.forEach((list, shard) => {
      if (list.length === 0) return;
      this.send(group, list, shard, misses[shard], nicOut, () => {
        for (const each of list) deliver(each);
        if (--pending === 0) done();
      });
    });
  }

  private missed({ record }: Taken): number {
    let missed = 0;
    const { cache, readsPerRecord } = this.model;
    for (let read = 0; read < readsPerRecord; read++) {
      const found =
        cache !== null && cache.entries !== null
          ? this.find(record.key)
          : this.missStream.next() >= 1 - (cache?.hitRatio ?? 0);
      if (!found) missed++;
    }
    return missed;
  }

  private send(
    group: Group,
    list: readonly Taken[],
    shard: number,
    misses: number,
    nicOut: Pipe,
    done: () => void,
  ): void {
    const { clock } = this.system;
    const { model } = this;
    const { ends } = nicOut.send(
      (list.length * model.bytesPerRecord) / group.model.nicBytesPerSecond,
    );
    clock.at(ends + this.delays[group.path](), 'storeArrives', this.number, () => {
      const service =
        this.drawRequest() +
        list.length * model.timePerWriteSeconds +
        misses * model.timePerReadSeconds;
      this.shards[shard].serve(service, 'storeServed', this.number, () => {
        clock.at(clock.now + this.delays[group.path](), 'storeDone', this.number, () => {
          this.remember(list);
          done();
        });
      });
    });
  }

  /** The least recent key is the first. */
  private find(key: number): boolean {
    const at = this.cache.findIndex((entry) => entry.key === key);
    const timeToLive = this.model.cache?.timeToLiveSeconds ?? Infinity;
    if (at < 0 || this.system.now - this.cache[at].since > timeToLive) return false;
    this.cache.push(...this.cache.splice(at, 1));
    return true;
  }

  /** Keys that a shard has answered enter the cache. */
  private remember(list: readonly Taken[]): void {
    const { cache } = this.model;
    if (cache === null || cache.entries === null) return;
    for (const { record } of list) {
      if (!cache.writeThrough && this.find(record.key)) continue;
      const at = this.cache.findIndex(({ key }) => key === record.key);
      if (at >= 0) this.cache.splice(at, 1);
      this.cache.push({ key: record.key, since: this.system.now });
      if (this.cache.length > cache.entries) this.cache.shift();
    }
  }
}
